import { lookup } from 'node:dns'
import { request } from 'node:https'
import { buffer } from 'node:stream/consumers'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { TestLab } from '../../test-lab.ts'

/**
 * Sends what a browser sends, the headers of Fetch Metadata too, which `fetch` writes itself. It trusts
 * the lab's root, and waits as long as a message is held.
 */
export function browserFetch({ ca, address, origin }: TestLab, mode: 'navigate' | 'cors'): Fetch {
  const { hostname } = new URL(origin)
  const own = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': mode }
  const send = (url: URL, { method = 'GET', headers, body }: RequestInit) =>
    new Promise<Response>((resolve, reject) => {
      const sent = body === undefined || body === null ? undefined : new Response(body)
      const type = sent?.headers.get('content-type')
      const outgoing = request(url, {
        method,
        ca,
        agent: false,
        headers: {
          ...(headers as Record<string, string>),
          ...(type && { 'content-type': type }),
          ...own,
        },
        lookup: (name, options, done) => lookup(name === hostname ? address : name, options, done),
      })
      outgoing.on('response', (incoming) => {
        const pairs = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
          values.map((value): [string, string] => [name, value]),
        )
        const status = incoming.statusCode!
        const isEmpty = status === 204 || status === 304
        buffer(incoming).then(
          (content) => resolve(new Response(isEmpty ? null : content, { status, headers: pairs })),
          reject,
        )
      })
      outgoing.on('error', reject)
      if (sent === undefined) outgoing.end()
      else sent.text().then((text) => outgoing.end(text), reject)
    })
  return (input, init = {}) => send(new URL(input instanceof Request ? input.url : input), init)
}
