import { fetchProtectedResource, fetchUserInfo, tokenIntrospection } from 'openid-client'
import { expected } from '@oauth-lab/kit/check-detail.ts'
import { messageAddress } from '@oauth-lab/kit/pages/console-link.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { provingFor } from '../issuer/dpop.ts'
import type { IssuedToken } from '../issuer/dpop.ts'
import type { Connection } from '../issuer/connection.ts'
import { errorOf, recordedId } from '../issuer/exchange.ts'
import type { Exchange } from '../issuer/exchange.ts'
import { finding, unneeded } from '../tokens/finding.ts'
import { verifyUserInfo } from '../tokens/verify-user-info.ts'
import type { AnswerView } from '../view/answer-card.ts'
import { askedOf, notForUserInfo, refusalOf, unanswered, withExamples } from '../words/answers.ts'
import type { Asked, Refusal } from '../words/answers.ts'

/** Asks the authorization server about an access token (RFC 7662 §2.1). */
export async function askIntrospection(
  server: Connection,
  sandbox: Sandbox,
  token: string,
): Promise<AnswerView> {
  const about = askedOf(server.chosen.server.resourceScope).introspection
  if (server.metadata.introspection_endpoint === undefined) {
    return notOffered(about, 'RFC 8414 §2', 'introspection_endpoint')
  }
  const { exchange, problem } = await server.observe('the introspection', (configuration) =>
    tokenIntrospection(configuration, token, { token_type_hint: 'access_token' }),
  )
  const active = bodyOf(exchange)['active']
  return {
    ...withExamples(about, exchange?.body),
    path: pathOf(exchange),
    exchange,
    inFlow: inFlow(sandbox, exchange),
    findings:
      problem === undefined
        ? [
            finding('RFC 7662 §2.2', active === true, {
              held: '`active` is true.',
              broken: '`active` is not true.',
              detail: `${expected('true', active)} The token has ended, was revoked, or was not made by this server.`,
            }),
          ]
        : [],
    refusal: refused(exchange, problem, 'authorization server'),
  }
}

/**
 * Asks the authorization server about the person (OpenID Connect Core §5.3.1).
 * @param asked.live whether the token has not ended
 */
export async function askUserInfo(
  server: Connection,
  sandbox: Sandbox,
  { token, subject, live }: { token: IssuedToken; subject: string; live: boolean },
): Promise<AnswerView> {
  const about = askedOf(server.chosen.server.resourceScope).userinfo
  if (server.metadata.userinfo_endpoint === undefined) {
    return notOffered(about, 'OpenID Connect Discovery §3', 'userinfo_endpoint')
  }
  // Without an ID token nobody could tell whether the answer is about who signed in (§5.3.2).
  if (subject === '')
    return {
      ...about,
      path: '',
      exchange: undefined,
      findings: [unneeded('OpenID Connect Core §5.3.2', noSubject)],
      refusal: undefined,
    }
  const { exchange, problem } = await server.observe(
    'the UserInfo response',
    (configuration, proving) =>
      fetchUserInfo(configuration, token.access_token, subject, provingFor(token, proving)),
  )
  const { external, resource } = server.chosen.server
  const isRefused = exchange?.status === 401 || exchange?.status === 403
  if (isRefused && live && external && resource !== undefined) {
    const findings = [unneeded('RFC 8707 §2', notForUserInfo)]
    return { ...about, path: pathOf(exchange), exchange, findings, refusal: undefined }
  }
  return {
    ...withExamples(about, exchange?.body),
    path: pathOf(exchange),
    exchange,
    inFlow: inFlow(sandbox, exchange),
    findings: exchange?.status === 200 ? [verifyUserInfo(bodyOf(exchange), subject)] : [],
    refusal:
      exchange?.status === 200 ? undefined : refused(exchange, problem, 'authorization server'),
  }
}

const noSubject =
  'UserInfo: `openid` was not asked for, and no ID token says who signed in, so nobody was asked.'

/** What is said of an endpoint that the metadata does not name: nobody was asked. */
function notOffered(about: Asked, clause: string, member: string): AnswerView {
  const says = `${about.title}: the metadata of this authorization server names no \`${member}\`, so nobody was asked.`
  return {
    ...about,
    path: '',
    exchange: undefined,
    findings: [unneeded(clause, says)],
    refusal: undefined,
  }
}

const resources = {
  resource: 'protected-resources/',
  delegated: 'protected-resources-delegated/',
  administration: 'protected-resources-delegated/administration/',
} as const

/** Calls a protected resource with an access token (RFC 6750 §2.1, RFC 9449 §7.1). */
export async function askResource(
  server: Connection,
  sandbox: Sandbox,
  token: IssuedToken,
  name: keyof typeof resources,
): Promise<AnswerView> {
  const url = new URL(`${sandbox.base}/resserver/${resources[name]}`)
  const { exchange, problem } = await server.observe(
    'the resource',
    (configuration, proving) =>
      fetchProtectedResource(
        configuration,
        token.access_token,
        url,
        'GET',
        undefined,
        undefined,
        provingFor(token, proving),
      ),
    server.chosen.labFetch,
  )
  const refusal = refused(exchange, problem, 'resource server')
  return {
    ...withExamples(askedOf(sandbox.authorizationServer.resourceScope)[name], exchange?.body),
    path: pathOf(exchange),
    exchange,
    inFlow: inFlow(sandbox, exchange),
    open: name === 'resource' && refusal === undefined,
    findings: [],
    refusal,
  }
}

/** Where an exchange stands in its flow, if it is recorded here. */
function inFlow(sandbox: Sandbox, exchange: Exchange | undefined): string | undefined {
  const id = recordedId(sandbox, exchange)
  return id === undefined ? undefined : messageAddress(sandbox, id)
}

/** The last part of an address that says something. */
function pathOf(exchange: Exchange | undefined): string {
  return /\/[^/]*\/?$/.exec(new URL(exchange?.url ?? 'about:blank').pathname)?.[0] ?? ''
}

function bodyOf(exchange: Exchange | undefined): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(exchange?.body ?? '')
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function refused(
  exchange: Exchange | undefined,
  problem: Error | undefined,
  peer: string,
): Refusal | undefined {
  if (exchange === undefined) {
    const { description } = (problem ?? {}) as { description?: string }
    return unanswered(peer, description)
  }
  const { status, body } = exchange
  if (status < 400) {
    return problem && { heading: `The answer of the ${peer} can't be used`, text: problem.message }
  }
  const { clause } = bodyOf(exchange)
  return refusalOf(
    { status, ...errorOf(body), clause: typeof clause === 'string' ? clause : undefined },
    peer,
  )
}
