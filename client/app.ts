import type { FastifyReply, FastifyRequest } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { RoleApp } from '@oauth-lab/kit/http/app.ts'
import type { EndpointFace } from '@oauth-lab/kit/http/endpoint.ts'
import { openRole } from '@oauth-lab/kit/role.ts'
import type { RoleEnvironment } from '@oauth-lab/kit/role.ts'
import { sweepEachHour, sweepEnded } from '@oauth-lab/kit/sweep-each-hour.ts'
import type { FetchTrusting } from '@oauth-lab/kit/trust.ts'
import { createApplicationPage, signedInOf } from './application/page.ts'
import { createProblemPages } from './application/problem-page.ts'
import { createRender } from './application/render.ts'
import { keepSaid } from './application/said.ts'
import { catalogue } from './checks.ts'
import { pageOf } from './configurations/addresses.ts'
import { createChoices } from './configurations/chosen.ts'
import { adminRoutes } from './admin-routes.ts'
import { createProofKeys } from './issuer/dpop.ts'
import { createConnect } from './issuer/connection.ts'
import { createKeys } from './issuer/keys.ts'
import { ServerProblem } from './issuer/problem.ts'
import { createMachinePage } from './machine/page.ts'
import { createMachineToken } from './machine/machine-token.ts'
import { createRegistration } from './registration/registration.ts'
import type { Credentials } from './registration/registration.ts'
import { createBackchannelLogout } from './session/backchannel-logout.ts'
import { createLogOut } from './session/log-out.ts'
import { createRefresh } from './session/refresh.ts'
import { createBeginSignIn } from './sign-in/begin.ts'
import { requireOwnForm } from './sign-in/browser.ts'
import { createFinishSignIn } from './sign-in/finish.ts'
import { createMachineTokens } from './store/machine-tokens.ts'
import { migrations, tables } from './store/tables.ts'
import { createRegistrations } from './store/registrations.ts'
import type { Tables } from './store/tables.ts'
import { createSessions } from './store/sessions.ts'
import { createSignIns } from './store/sign-ins.ts'

export interface ClientOptions extends RoleEnvironment {
  /** `fetch` for servers that a person types. */
  fetchTrusting: FetchTrusting
  /** Absent: the client registers itself in each sandbox (RFC 7591). */
  credentials?: Credentials
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** The web client's application; opens no port and asks nobody before the first request. */
export async function createApp(options: ClientOptions): Promise<{ app: RoleApp }> {
  const { fetch, fetchTrusting, credentials: given } = options
  const render = createRender()
  const { renderProblem, renderRefusal, renderFailure } = createProblemPages(render)
  const role = await openRole<Tables>(
    {
      role: 'client',
      catalogue,
      migrations,
      tables,
      renderRefusal,
      renderFailure,
    },
    options,
  )
  const { app } = role
  const { db } = role.store
  sweepEachHour(app, role.sandboxes, role.store, (sandbox) => sweepEnded(db, tables, sandbox))
  const sessions = createSessions(db)
  const signIns = createSignIns(db)
  const machineTokens = createMachineTokens(db)
  const choices = createChoices(db, { fetch, fetchTrusting })
  const registrations = createRegistrations(db)
  const registration = createRegistration({ registrations, given })
  const connect = createConnect(registration, createProofKeys(db))
  const keys = createKeys()
  const web = { render, choices, connect, keys, sessions, signIns, registration }
  const showApplication = createApplicationPage(web)
  const beginSignIn = createBeginSignIn(web)
  const finishSignIn = createFinishSignIn(web)
  const refresh = createRefresh(web)
  const logOut = createLogOut(web)
  const machineToken = createMachineToken({ connect, machineTokens })
  const machine = createMachinePage({ ...web, machineToken, machineTokens })

  const act: Handler = async (request, reply) => {
    const form = requireOwnForm(request)
    const chosen = await choices.of(request, 'web')
    const signedIn = await signedInOf(request, chosen, sessions)
    const wanted = parameter(form, 'do')
    if (wanted === 'logout') return logOut(request, reply, signedIn)
    if (wanted === 'refresh' && signedIn !== undefined) {
      const version = parameter(form, 'version') ?? signedIn.tokens.version
      keepSaid(request, reply, await refresh(request, signedIn, Number(version)))
    }
    if (wanted === 'call') keepSaid(request, reply, 'called')
    return reply.redirect(pageOf(request.sandbox), 303)
  }

  /** What the server did wrong or refused becomes a page; all else is rendered where it always is. */
  const page =
    (handle: Handler): Handler =>
    async (request, reply) => {
      try {
        return await handle(request, reply)
      } catch (error) {
        if (!(error instanceof ServerProblem)) throw error
        return renderProblem(error, request, reply)
      }
    }

  const root = '/client/application'
  app.get('/client/', toPage)
  app.get(root, toPage)
  const is = (message: EndpointFace['message']) => ({
    config: { endpoint: { message, shows: 'page' as const } },
  })
  app.get(`${root}/`, is('application page'), page(showApplication))
  app.post(`${root}/`, is('application action'), page(act))
  // What these do, a HEAD must not: a scanner of links would redeem the code (RFC 9110 §9.2.1).
  const withEffect = { exposeHeadRoute: false }
  app.get(`${root}/login`, { ...withEffect, ...is('sign-in start') }, page(beginSignIn))
  app.get(`${root}/callback`, { ...withEffect, ...is('callback') }, page(finishSignIn))
  app.post(
    `${root}/backchannel-logout`,
    { config: { endpoint: { message: 'backchannel logout', shows: 'json' } } },
    createBackchannelLogout({ ...web, registrations }),
  )
  app.get(`${root}/machine`, withEffect, page(machine.show))
  app.post(`${root}/machine`, page(machine.act))
  await role.addAdminApi({
    routes: adminRoutes({ ...web, db, fetchTrusting, registrations, machineTokens }),
  })
  return { app }
}

function toPage(request: FastifyRequest, reply: FastifyReply) {
  return reply.redirect(pageOf(request.sandbox), 308)
}
