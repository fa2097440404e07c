import { clockOf } from '@oauth-lab/kit/pages/clock-line.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { browserStateCookie } from './browser-state.ts'

/**
 * The page whose script tells the client around it whether the session changed (OpenID Connect Session Management
 * §3.2). Any origin may frame it: it shows nothing of the person, and takes nothing.
 */
export function checkSession(exchange: Exchange): unknown {
  const { reply, request, sandbox, server, configuration } = exchange
  requireThat(exchange, 'session-management.offered', configuration.sessionManagement)
  const page = server.pages.checkSession({
    sandbox,
    clock: clockOf(sandbox),
    requestId: request.id,
    cookie: browserStateCookie(exchange),
  })
  return sendPage(reply, page, { framedBy: '*' })
}
