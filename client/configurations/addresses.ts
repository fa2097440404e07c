import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Application } from './application-document.ts'

export function pageOf(sandbox: Sandbox): string {
  return `${sandbox.base}/client/application/`
}

export function callbackOf(sandbox: Sandbox): string {
  return `${pageOf(sandbox)}callback`
}

/** Where the authorization server tells that a session has ended (OpenID Connect Back-Channel Logout §2.2). */
export function backchannelLogoutOf(sandbox: Sandbox): string {
  return `${pageOf(sandbox)}backchannel-logout`
}

export function spaOf(sandbox: Sandbox): string {
  return `${sandbox.base}/spa/`
}

/** The pages of an application at which it takes answers (RFC 6749 §3.1.2). */
export function redirectUrisOf(application: Application, sandbox: Sandbox): string[] {
  if (application === 'machine') return []
  if (application === 'web') return [callbackOf(sandbox)]
  return [`${spaOf(sandbox)}callback.html`, `${spaOf(sandbox)}popup.html`]
}

export function addressOf(application: Application, sandbox: Sandbox): string {
  if (application === 'spa') return spaOf(sandbox)
  return application === 'web' ? pageOf(sandbox) : `${pageOf(sandbox)}machine`
}
