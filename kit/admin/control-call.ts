import type { Problem } from '../problems.ts'
import type { Fetch } from '../trust.ts'
import { ControlError } from './control-error.ts'

export interface ControlOptions {
  /** The lab's origin, or a sandbox's base. */
  base: string
  /** An administrator's bearer token. */
  token: string
  /** The root certificate, PEM. */
  ca: string
  /** `fetch` that trusts it. */
  fetch: Fetch
}

type Access = Omit<ControlOptions, 'ca'>

/** A change that is made only if its subject is as it was read. */
export interface Unchanged {
  /** The ETag that came with it. */
  ifMatch?: string
  /** `*`: only where there is none yet. */
  ifNoneMatch?: '*'
}

/** How an operation of the control API is called. @throws ControlError when the lab refuses */
export function createCall(access: Access) {
  const send = createSend(access)
  return async <T>(
    method: string,
    path: string,
    body?: unknown,
    condition?: Unchanged,
  ): Promise<T> => (await send(method, path, body, condition)).answer as T
}

/** The same; tells the answer's ETag too. */
export function createSend({ base, token, fetch }: Access) {
  return async (
    method: string,
    path: string,
    body?: unknown,
    { ifMatch, ifNoneMatch }: Unchanged = {},
  ): Promise<{ answer: unknown; etag: string }> => {
    const response = await fetch(`${base}/control/api/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(ifNoneMatch !== undefined && { 'if-none-match': ifNoneMatch }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const etag = response.headers.get('etag')
    if (response.ok) return { answer: parse(text), etag: etag ?? '' }
    throw errorOf(response.status, text, etag ?? undefined)
  }
}

/** Reads the recording's server-sent events of one name; what begins with a colon keeps the connection open. */
export async function* followEvents<T>(
  { base, token, fetch }: Access,
  name: 'exchange' | 'held',
  filter: object,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  const response = await fetch(`${base}/control/api/recording/stream?${queryOf(filter)}`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    ...(signal && { signal }),
  })
  if (!response.ok || response.body === null) throw errorOf(response.status, await response.text())
  let rest = ''
  try {
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const events = (rest + chunk).split('\n\n')
      rest = events.pop()!
      for (const text of events) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/m.exec(text) ?? []
        if (event === name) yield JSON.parse(data!) as T
      }
    }
  } catch (error) {
    if (signal?.aborted !== true) throw error
  }
}

/** A filter as the query of an address, without what it does not say. */
export function queryOf(filter: object): string {
  const said = Object.entries(filter).filter(([, value]) => value !== undefined)
  return new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString()
}

function errorOf(status: number, text: string, etag?: string): ControlError {
  const { error, error_description, problems } = (parse(text) ?? {}) as {
    error?: string
    error_description?: string
    problems?: Problem[]
  }
  return new ControlError(
    status,
    error ?? 'unknown',
    error_description ?? `The lab answered ${status}.`,
    problems,
    etag,
  )
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
