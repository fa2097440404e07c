import { createHmac } from 'node:crypto'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { cookieName } from '@oauth-lab/kit/http/cookies.ts'
import { requireThat } from '../checks.ts'
import { secretsEqual } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { cookieOptions } from './sessions.ts'

const nameFor = ({ sandbox }: Exchange) => cookieName('authserver-browser', sandbox)

/** The secret that this browser holds for its forms; given to it when it has none. */
export function browserSecret(exchange: Exchange): string {
  const known = exchange.request.cookies[nameFor(exchange)]
  if (known !== undefined && known.length === 43) return known
  const secret = exchange.sandbox.random.token(32)
  exchange.reply.setCookie(nameFor(exchange), secret, cookieOptions(exchange))
  return secret
}

/** The token of a form: it fits this browser, this sandbox and this purpose only. */
export function csrfToken(exchange: Exchange, purpose: string): string {
  return tokenOf(exchange, browserSecret(exchange), purpose)
}

function tokenOf({ sandbox }: Exchange, secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(`${sandbox.base} ${purpose}`).digest('base64url')
}

/** Refuses a form that does not carry its page's token. */
export function requireCsrfToken(exchange: Exchange, form: Parameters, purpose: string): void {
  const secret = exchange.request.cookies[nameFor(exchange)]
  const sent = parameter(form, 'csrf')
  const fits =
    secret !== undefined &&
    sent !== undefined &&
    secretsEqual(sent, tokenOf(exchange, secret, purpose))
  const why =
    secret === undefined ? 'The cookie is missing.' : 'The page may be of another sign-in.'
  requireThat(exchange, 'csrf.token', fits, why)
}

export function knownBrowserSecret(exchange: Exchange): string | undefined {
  return exchange.request.cookies[nameFor(exchange)]
}
