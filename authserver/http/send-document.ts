import { hash } from 'node:crypto'
import { explainOpened } from '@oauth-lab/kit/pages/opened/show-opened.ts'
import type { Exchange } from '../exchange.ts'

/**
 * Sends a public document that changes seldom. Whoever kept it asks by its entity tag whether it still holds,
 * and is answered 304 (RFC 9110 §13.1.2). A lab's keys and settings change at any moment, so nobody
 * uses a copy without asking (RFC 9111 §5.2.2.4). A person who opened the address is shown what it says.
 */
export async function sendDocument(
  { request, reply }: Exchange,
  document: object,
): Promise<unknown> {
  const page = await explainOpened(request, reply, document)
  if (page !== undefined) return page
  const body = JSON.stringify(document)
  const tag = `"${hash('sha256', body, 'base64url')}"`
  reply.header('cache-control', 'no-cache').header('etag', tag)
  if (has(request.headers['if-none-match'], tag)) return reply.code(304).send()
  return reply.type('application/json; charset=utf-8').send(body)
}

/** Compared weakly: a web server that compresses an answer makes its tag weak. */
function has(sent: string | undefined, tag: string): boolean {
  const tags = sent?.split(',').map((one) => one.trim().replace(/^W\//, '')) ?? []
  return tags.includes(tag) || tags.includes('*')
}
