import type { Call } from '../call.ts'
import { currentExchange } from '../current-exchange.ts'
import { failureReason } from '../failure-reason.ts'
import { splitSandbox } from '../http/sandbox-path.ts'
import { spanOf, traceHeaders } from '../trace-context.ts'
import type { Fetch } from '../trusted-fetch.ts'
import { createKeptBody } from './kept-body.ts'
import { bodyOf, headersOf, isRecorded } from './recorded.ts'
import type { Body, Recorded } from './recorded.ts'

type Asked = Pick<Recorded, 'method' | 'url' | 'requestHeaders' | 'requestBody'>
type Answered = Pick<Recorded, 'status' | 'waited' | 'responseHeaders' | 'responseBody' | 'failure'>

/**
 * Sends a request by `fetch`. It tells which exchange it belongs to, and is recorded there, also when
 * no answer comes.
 */
export async function fetchRecorded(
  fetch: Fetch,
  input: Parameters<Fetch>[0],
  init: RequestInit | undefined,
): Promise<Response> {
  const request = input instanceof Request ? input : undefined
  const method = init?.method ?? request?.method ?? 'GET'
  const url = input instanceof URL ? input.href : typeof input === 'string' ? input : input.url
  const made = beginMade(method, url)
  if (made === undefined) return fetch(input, init)
  const headers = new Headers(init?.headers ?? request?.headers)
  for (const [name, value] of Object.entries(made.headers)) headers.set(name, value)
  const asked = {
    method,
    url,
    requestHeaders: headersOf([...headers].flat()),
    requestBody: sentBody(init?.body),
  }
  const response = await fetch(input, { ...init, headers }).catch((error: unknown) => {
    made.end(asked, noAnswer(error))
    throw error
  })
  const { status } = response
  const waited = made.elapsed()
  const responseHeaders = headersOf([...response.headers].flat())
  const read = readBody(response.clone())
  read.then(
    (responseBody) => made.end(asked, { status, waited, responseHeaders, responseBody }),
    (error: unknown) => made.end(asked, { ...noAnswer(error), status, waited, responseHeaders }),
  )
  return response
}

/** The same for a call to the lab's own origin. */
export function callRecorded(call: Call): Call {
  return async (url, options) => {
    const { method, body } = options
    const made = beginMade(method, url)
    if (made === undefined) return call(url, options)
    const headers = { ...options.headers, ...made.headers }
    const asked = {
      method,
      url,
      requestHeaders: headersOf(Object.entries(headers).flat()),
      requestBody: body === undefined ? undefined : bodyOf(body),
    }
    try {
      const answer = await call(url, { ...options, headers })
      const { status, text } = answer
      const responseHeaders = headersOf(answer.headers)
      made.end(asked, { status, responseHeaders, responseBody: bodyOf(text) })
      return answer
    } catch (error) {
      made.end(asked, noAnswer(error))
      throw error
    }
  }
}

/** What is made while nothing is served belongs to no sandbox. */
function beginMade(method: string, url: string) {
  const parent = currentExchange()
  if (parent === undefined) return undefined
  const { sandbox, id } = parent
  const span = spanOf(parent, method, url)
  const started = performance.now()
  const startedAt = sandbox.recorder.now()
  const labTime = sandbox.clock.now()
  const elapsed = () => performance.now() - started
  return {
    headers: traceHeaders(parent, span),
    elapsed,
    end(asked: Asked, answered: Answered) {
      if (sandbox.settings().recording !== 'full' || !isProtocol(asked.url)) return
      sandbox.recorder.add({
        side: 'made',
        id: span,
        parent: id,
        startedAt,
        labTime,
        elapsed: elapsed(),
        ...asked,
        ...answered,
        checks: [],
      })
    },
  }
}

function isProtocol(url: string): boolean {
  return isRecorded(splitSandbox(new URL(url).pathname).path)
}

function sentBody(body: RequestInit['body']): Body | undefined {
  if (typeof body === 'string') return bodyOf(body)
  return body instanceof URLSearchParams ? bodyOf(body.toString()) : undefined
}

async function readBody({ body }: Response): Promise<Body | undefined> {
  if (body === null) return undefined
  const kept = createKeptBody()
  for await (const part of body as unknown as AsyncIterable<Uint8Array>) kept.take(part)
  return kept.body()
}

function noAnswer(error: unknown): Answered {
  return { status: 0, responseHeaders: headersOf([]), failure: failureReason(error) }
}
