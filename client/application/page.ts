import type { FastifyReply, FastifyRequest } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { clockOf } from '@oauth-lab/kit/pages/clock-line.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Html } from '@oauth-lab/kit/pages/html.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Choices, Chosen } from '../configurations/chosen.ts'
import type { Connect } from '../issuer/connection.ts'
import type { Keys } from '../issuer/keys.ts'
import { sessionHashOf } from '../session/session-cookie.ts'
import { browserOf, derive } from '../sign-in/browser.ts'
import type { Sessions, SignedIn } from '../store/sessions.ts'
import { decode } from '../tokens/decode.ts'
import { viewAccessToken, viewIdToken } from '../tokens/token-view.ts'
import { answerCard } from '../view/answer-card.ts'
import { heldCard } from '../view/held-card.ts'
import { readouts, timeLeft } from '../view/readouts.ts'
import { saidLine } from '../view/said-line.ts'
import { signedOutCard } from '../view/signed-out-card.ts'
import { signInMargin } from '../view/sign-in-margin.ts'
import { tokenCard } from '../view/token-card.ts'
import { holders } from '../words/holders.ts'
import { accessTokenOf } from '../words/tokens.ts'
import { askIntrospection, askResource, askUserInfo } from './answers.ts'
import type { Render } from './render.ts'
import { takeSaid } from './said.ts'

/** The browser's session with what was chosen, if it has one that has not ended. */
export async function signedInOf(
  request: FastifyRequest,
  { configuration, server }: Chosen,
  sessions: Sessions,
): Promise<SignedIn | undefined> {
  const { sandbox } = request
  const hash = sessionHashOf(request)
  if (hash === undefined) return undefined
  const found = await sessions.find(sandbox.id, hash, sandbox.clock.now())
  // A lab that was started anew may use another authorization server, and a person may choose one.
  const isOfChosen =
    found?.session.configuration_id === configuration.id && issuerOf(found) === server.issuer
  return isOfChosen ? found : undefined
}

function issuerOf({ session, tokens }: SignedIn): string | undefined {
  if (session.issuer !== '') return session.issuer
  const idToken = decode(tokens.id_token)
  return idToken.opaque ? undefined : idToken.claims.iss
}

const logOuts = [
  ['everywhere', 'log-out'],
  ['here', 'log-out-here'],
] as const

/** The web page: a link to authorize, or everything that the session's tokens are and open. */
export function createApplicationPage(options: {
  render: Render
  choices: Choices
  connect: Connect
  keys: Keys
  sessions: Sessions
}) {
  const { render, choices, connect, keys, sessions } = options

  return async (request: FastifyRequest, reply: FastifyReply) => {
    const chosen = await choices.of(request, 'web')
    const signedIn = await signedInOf(request, chosen, sessions)
    const browser = browserOf(request, reply)
    const said = saidLine(takeSaid(request, reply), request.sandbox.clock.now())
    if (signedIn === undefined) {
      const state = parameter(request.query as Parameters, 'state')
      const [loggedOut] = logOuts.find(([, purpose]) => state === derive(purpose, browser)) ?? []
      const ended = loggedOut === undefined && sessionHashOf(request) !== undefined
      return render(request, reply, {
        template: 'signed-out',
        title: 'Signed out',
        main: 'desk',
        model: {
          card: signedOutCard({
            holder: holders.server,
            loggedOut,
            said,
            ended,
            actions: signInOf(request.sandbox),
          }),
          margin: marginOf(chosen),
        },
      })
    }

    const { sandbox } = request
    const { session, tokens } = signedIn
    const token = tokens.access_token
    const left = timeLeft(tokens, sandbox.clock.now())
    const server = await connect(request, chosen)
    const context = { server, keys, recorded: tokens.exchange }
    const asked = { token: tokens, subject: session.subject, live: !left.ended }
    const [access, id, introspection, userInfo, resource, delegated, administration] =
      await Promise.all([
        viewAccessToken(request, context, token, accessTokenOf(session.name)),
        tokens.id_token === '' ? undefined : viewIdToken(request, context, signedIn),
        askIntrospection(server, sandbox, token),
        askUserInfo(server, sandbox, asked),
        askResource(server, sandbox, tokens, 'resource'),
        askResource(server, sandbox, tokens, 'delegated'),
        askResource(server, sandbox, tokens, 'administration'),
      ])
    const held = {
      accessToken: token,
      idToken: tokens.id_token === '' ? null : tokens.id_token,
      refreshToken: tokens.refresh_token !== null,
      clientId: server.credentials.clientId,
      clientSecret: server.credentials.clientSecret !== '',
    }
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
        readouts: readouts({
          left,
          clock: clockOf(sandbox),
          findings: [access, id, introspection, userInfo].flatMap((one) => one?.findings ?? []),
          allowed: 'You allowed',
          scope: tokens.scope,
          resources: [resource, delegated, administration],
        }),
        sheets: [
          ...[access, id].flatMap((one) => (one === undefined ? [] : tokenCard(one, 'client'))),
          ...[introspection, userInfo, resource, delegated, administration].map(answerCard),
          heldCard(holders.server, held, 'client'),
        ],
      },
    })
  }
}

function signInOf({ prefix }: Sandbox): Html {
  return markup`<a class="button primary" href="${prefix}/client/application/login">Sign in</a>`
}

function marginOf({ server: { issuer, scope }, redirectUri }: Chosen): Html {
  return signInMargin({ issuer, redirectUri, scope })
}
