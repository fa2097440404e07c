import { cookieName, cookieProtection } from '@oauth-lab/kit/http/cookies.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'

/** The name of the cookie that the script of the frame reads. */
export function browserStateCookie({ sandbox }: Pick<Exchange, 'sandbox'>): string {
  return cookieName('authserver-browser-state', sandbox)
}

/**
 * The state of a browser at this server: another one with each session (OpenID Connect Session Management §3.2).
 * @param hash of the session's cookie, which nobody finds out from it
 */
export function browserStateOf(hash: string): string {
  return digest(`browser state ${hash}`)
}

/** Tells the browser its state, unless it knows it. */
export function tellBrowserState(exchange: Exchange, state: string): void {
  const name = browserStateCookie(exchange)
  if (exchange.request.cookies[name] === state) return
  exchange.reply.setCookie(name, state, options(exchange))
}

/** Nobody is signed in in this browser any more. */
export function forgetBrowserState(exchange: Exchange): void {
  const name = browserStateCookie(exchange)
  if (exchange.request.cookies[name] === undefined) return
  exchange.reply.clearCookie(name, options(exchange))
}

/** It goes to the frame, and scripts of this role may read it: it opens nothing. */
function options({ sandbox }: Exchange) {
  const path = `${sandbox.prefix}/authserver`
  return { path, httpOnly: false, ...cookieProtection(sandbox, 'none') }
}
