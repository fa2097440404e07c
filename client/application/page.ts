import type { FastifyReply, FastifyRequest } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Html } from '@oauth-lab/kit/pages/html.ts'
import type { KeyValue } from '@oauth-lab/kit/pages/parts.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import { address, duration, timeOfDay } from '@oauth-lab/kit/pages/text.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Connect } from '../issuer/connection.ts'
import type { Keys } from '../issuer/keys.ts'
import { sessionHashOf } from '../session/session-cookie.ts'
import { browserOf, derive } from '../sign-in/browser.ts'
import type { Sessions, SignedIn } from '../store/sessions.ts'
import { decode } from '../tokens/decode.ts'
import type { Finding } from '../tokens/finding.ts'
import { viewAccessToken, viewIdToken } from '../tokens/token-view.ts'
import { saidOf } from '../words/deeds.ts'
import type { Deed } from '../words/deeds.ts'
import { heldRows, holders } from '../words/holders.ts'
import { callbackOf } from '../issuer/registration.ts'
import { askIntrospection, askResource, askUserInfo } from './answers.ts'
import type { Render } from './render.ts'
import { takeSaid } from './said.ts'

/** The browser's session, if it has one that has not ended. */
export async function signedInOf(
  request: FastifyRequest,
  sessions: Sessions,
): Promise<SignedIn | undefined> {
  const { sandbox } = request
  const hash = sessionHashOf(request)
  if (hash === undefined) return undefined
  const found = await sessions.find(sandbox.id, hash, sandbox.clock.now())
  const idToken = decode(found?.tokens.id_token ?? '')
  // A lab that was started anew may use another authorization server.
  return !idToken.opaque && idToken.claims.iss === sandbox.authorizationServer.issuer
    ? found
    : undefined
}

const logOuts = ['log-out', 'log-out-here'] as const

/** The web page: a link to authorize, or everything that the session's tokens are and open. */
export function createApplicationPage(options: {
  render: Render
  connect: Connect
  keys: Keys
  sessions: Sessions
}) {
  const { render, connect, keys, sessions } = options

  return async (request: FastifyRequest, reply: FastifyReply) => {
    const signedIn = await signedInOf(request, sessions)
    const browser = browserOf(request, reply)
    const said = saidIn(request, takeSaid(request, reply))
    if (signedIn === undefined) {
      const state = parameter(request.query as Parameters, 'state')
      const loggedOut = logOuts.find((purpose) => state === derive(purpose, browser))
      const ended = loggedOut === undefined && sessionHashOf(request) !== undefined
      return render(request, reply, {
        template: 'signed-out',
        title: 'Signed out',
        main: 'desk',
        model: { ...holders.server, said, loggedOut, ended, asks: asksOf(request.sandbox) },
      })
    }

    const { session, tokens } = signedIn
    const token = tokens.access_token
    const left = timeLeft(tokens, request.sandbox.clock.now())
    const server = await connect(request)
    const [access, id, introspection, userInfo, resource, delegated, administration] =
      await Promise.all([
        viewAccessToken(request, {
          server,
          keys,
          token,
          recorded: tokens.exchange,
          about: `about ${session.name}`,
          note: 'A key to the resource server. A client need not look inside; this one does, so that you can.',
        }),
        viewIdToken(request, { server, keys, signedIn }),
        askIntrospection(server, request.sandbox, token),
        askUserInfo(server, request.sandbox, {
          token,
          subject: session.subject,
          live: !left.ended,
        }),
        askResource(server, request.sandbox, token, 'resource'),
        askResource(server, request.sandbox, token, 'delegated'),
        askResource(server, request.sandbox, token, 'administration'),
      ])
    return render(request, reply, {
      template: 'application',
      title: 'Web page',
      model: {
        ...holders.server,
        said,
        scale: scale('Use', { stopped: resource.refusal !== undefined }),
        name: session.name,
        csrf: derive('csrf', browser),
        version: tokens.version,
        refreshable: tokens.refresh_token !== null,
        left,
        counts: count([access, id, introspection, userInfo].flatMap(({ findings }) => findings)),
        allowed: 'You allowed',
        scope: tokens.scope,
        tokens: [access, id],
        answers: [introspection, userInfo, resource, delegated, administration],
        held: {
          ...holders.server,
          rows: heldRows({
            accessToken: token,
            idToken: tokens.id_token,
            refreshToken: tokens.refresh_token !== null,
            clientId: server.credentials.clientId,
            clientSecret: true,
          }),
        },
        resources: [resource, delegated, administration],
      },
    })
  }
}

/** What a button did, as the page says it. */
export function saidIn({ sandbox }: FastifyRequest, deed: Deed | undefined): Html | undefined {
  if (deed === undefined) return undefined
  const { did, what } = saidOf(deed, timeOfDay(sandbox.clock.now()))
  return markup`<b>${did}</b> ${what}`
}

/** What the sign-in will ask for; `client_id` is known once the client has registered. */
function asksOf(sandbox: Sandbox): KeyValue[] {
  const { issuer, scope } = sandbox.authorizationServer
  return [
    { name: 'issuer', value: address(issuer) },
    { name: 'redirect_uri', value: address(callbackOf(sandbox)) },
    { name: 'scope', value: scope },
    { name: 'response_type', value: 'code' },
    { name: 'state, nonce, code_challenge', value: 'new for each sign-in' },
  ]
}

/** How long a token is good, in seconds and in words. */
export function timeLeft(
  { received_at, expires_at }: { received_at: number; expires_at: number | null },
  now: number,
) {
  if (expires_at === null) return { words: 'the server did not say', ended: false }
  const left = Math.ceil((expires_at - now) / 1000)
  const whole = Math.round((expires_at - received_at) / 1000)
  return left > 0
    ? { words: duration(left), ended: false, left: Math.min(left, whole), whole }
    : { words: `ended ${duration(-left)} ago`, ended: true }
}

/** How many rules held and did not. */
export function count(findings: readonly Finding[]): { passed: number; failed: number } {
  const of = (outcome: Finding['outcome']) =>
    findings.filter((one) => one.outcome === outcome).length
  return { passed: of('passed'), failed: of('failed') }
}
