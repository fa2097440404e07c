import { curlOf, quoted } from '../parts/curl.ts'
import type { Attempt } from './presets.ts'

/** The headers of an attempt; a line without a colon is told by its number. */
export function headersOf(text: string): { headers: [string, string][]; problem?: string } {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const wrong = lines.findIndex((line) => !/^[!#$%&'*+.^_`|~\w-]+:/.test(line))
  const headers = lines.map((line): [string, string] => {
    const at = line.indexOf(':')
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
  })
  if (wrong < 0) return { headers }
  return { headers, problem: `Line ${wrong + 1} is no header: write name, colon, value.` }
}

/** The names that still stand between braces, to be filled in. */
export function gapsOf({ path, headers, body }: Attempt): string[] {
  const found = `${path}\n${headers}\n${body}`.matchAll(/\{([^{}"]+)\}/g)
  return [...new Set([...found].map(([, name]) => name!))]
}

/** An attempt as a command of curl. */
export function asCurl(base: string, { method, path, headers, body }: Attempt): string {
  const lines = headersOf(headers).headers.map(([name, value]) => quoted(`${name}: ${value}`))
  return curlOf({ method, url: base + path, headers: lines, body: body || undefined })
}

/** An attempt as code for `fetch`. */
export function asFetch(base: string, { method, path, headers, body }: Attempt): string {
  const options = {
    method,
    headers: Object.fromEntries(headersOf(headers).headers),
    ...(body !== '' && { body }),
  }
  return `const response = await fetch(${JSON.stringify(base + path)}, ${JSON.stringify(options, null, 2)})`
}
