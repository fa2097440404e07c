import type { FastifyReply } from 'fastify'

/**
 * No inline style or script and no framing. No `form-action`: browsers apply it also to the
 * redirect that answers a form. It would stop an authorization response (RFC 6749 §4.1.2).
 */
export const pagePolicy = policy("'none'")

function policy(framedBy: string, frames: readonly string[] = []): string {
  const origins = [...new Set(frames.map((one) => new URL(one).origin))]
  const framed = origins.length === 0 ? '' : ` frame-src ${origins.join(' ')};`
  return `default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self';${framed} frame-ancestors ${framedBy}; base-uri 'none'`
}

/**
 * Sends a page; it may stand in a sign-in popup, and is kept nowhere.
 * @param options `framedBy`: the one origin whose pages may frame it; `frames`: addresses that it frames
 */
export function sendPage(
  reply: FastifyReply,
  page: string,
  {
    status = 200,
    framedBy = "'none'",
    frames = [],
  }: { status?: number; framedBy?: string; frames?: readonly string[] } = {},
): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', policy(framedBy, frames))
    .header('cross-origin-opener-policy', 'unsafe-none')
    .header('referrer-policy', 'no-referrer')
    .send(page)
}
