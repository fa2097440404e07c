import { readCaller } from '../trace-caller.ts'

interface Header {
  name: string
  value: string
}

/**
 * Who sent a request: a role of the lab, by its trace context; a browser that opens a page; a script in
 * a browser; else a program. Browsers tell what they ask for (Fetch Metadata). Programs may tell the mode, and
 * never the site.
 */
export function askerOf(headers: readonly Header[]) {
  const valueOf = (wanted: string) =>
    headers.find(({ name }) => name.toLowerCase() === wanted)?.value
  const caller = readCaller(valueOf('traceparent'), valueOf('tracestate'))
  if (caller?.role !== undefined) return caller.role
  if (valueOf('sec-fetch-site') === undefined) return 'program'
  return valueOf('sec-fetch-mode') === 'navigate' ? 'browser' : 'spa'
}
