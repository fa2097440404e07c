import { fetchProtectedResource, fetchUserInfo, tokenIntrospection } from 'openid-client'
import { expected } from '@oauth-lab/kit/check-detail.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Connection } from '../issuer/connection.ts'
import { errorOf } from '../issuer/exchange.ts'
import type { Exchange } from '../issuer/exchange.ts'
import { finding, unneeded } from '../tokens/finding.ts'
import type { Finding } from '../tokens/finding.ts'

/** What a peer answered to this client, as a page shows it. */
export interface Answer {
  id: string
  title: string
  note: string
  from: 'authserver' | 'resserver'
  /** The end of the address, for people. */
  path: string
  /** Absent when nothing came back. */
  exchange: Exchange | undefined
  findings: Finding[]
  /** What was asked at the same place besides. */
  more?: Answer
  /** What went wrong, in words, with its clause. */
  refusal: { heading: string; text: string; clause?: string } | undefined
}

/** Asks the authorization server about an access token (RFC 7662 §2.1). */
export async function askIntrospection(server: Connection, token: string): Promise<Answer> {
  const about = {
    id: 'introspection',
    title: 'Introspection',
    note: 'What the authorization server says about the access token now.',
    from: 'authserver',
  } as const
  if (server.metadata.introspection_endpoint === undefined) {
    return notOffered(about, 'RFC 8414 §2', 'introspection_endpoint')
  }
  const { exchange, problem } = await server.observe('the introspection', (configuration) =>
    tokenIntrospection(configuration, token, { token_type_hint: 'access_token' }),
  )
  const active = bodyOf(exchange)['active']
  return {
    ...about,
    path: pathOf(exchange),
    exchange,
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
    refusal: refusalOf(exchange, problem, 'authorization server'),
  }
}

/**
 * Asks the authorization server about the person (OpenID Connect Core §5.3.1).
 * @param asked.live whether the token has not ended
 */
export async function askUserInfo(
  server: Connection,
  { authorizationServer }: Sandbox,
  { token, subject, live }: { token: string; subject: string; live: boolean },
): Promise<Answer> {
  const about = {
    id: 'userinfo',
    title: 'UserInfo',
    note: 'What the authorization server tells about you, within what you allowed.',
    from: 'authserver',
  } as const
  if (server.metadata.userinfo_endpoint === undefined) {
    return notOffered(about, 'OpenID Connect Discovery §3', 'userinfo_endpoint')
  }
  const { exchange, problem } = await server.observe('the UserInfo response', (configuration) =>
    fetchUserInfo(configuration, token, subject),
  )
  const { sub } = bodyOf(exchange)
  const { external, resource } = authorizationServer
  const refused = exchange?.status === 401 || exchange?.status === 403
  if (refused && live && external && resource !== undefined) {
    const says =
      'UserInfo: the token is for the resource server, and this server takes such a token nowhere else. Who signed in stands in the ID token.'
    const findings = [unneeded('RFC 8707 §2', says)]
    return { ...about, path: pathOf(exchange), exchange, findings, refusal: undefined }
  }
  return {
    ...about,
    path: pathOf(exchange),
    exchange,
    findings:
      exchange?.status === 200
        ? [
            finding('OpenID Connect Core §5.3.2', sub === subject, {
              held: '`sub` is the one of the ID token.',
              broken: '`sub` is not the one of the ID token.',
              detail: `${expected(subject, sub)} The answer is about somebody else and must not be used.`,
            }),
          ]
        : [],
    refusal:
      exchange?.status === 200 ? undefined : refusalOf(exchange, problem, 'authorization server'),
  }
}

/** What is said of an endpoint that the metadata does not name: nobody was asked. */
function notOffered(
  about: Pick<Answer, 'id' | 'title' | 'note' | 'from'>,
  clause: string,
  member: string,
): Answer {
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
  resource: {
    path: 'protected-resources/',
    title: 'Protected resource',
    note: (scope: string) => `Asks for the scope \`${scope}\`.`,
  },
  delegated: {
    path: 'protected-resources-delegated/',
    title: 'Protected resource, delegated',
    note: (scope: string) =>
      `Asks for the scope \`${scope}\` and runs as the person whose token it is.`,
  },
  administration: {
    path: 'protected-resources-delegated/administration/',
    title: 'Delegated administration',
    note: () => 'Runs as the person whose token it is, and needs the role `administrator`.',
  },
} as const

/** Calls a protected resource with an access token (RFC 6750 §2.1). */
export async function askResource(
  server: Connection,
  sandbox: Sandbox,
  token: string,
  name: keyof typeof resources,
): Promise<Answer> {
  const { path, title, note } = resources[name]
  const url = new URL(`${sandbox.base}/resserver/${path}`)
  const { exchange, problem } = await server.observe('the resource', (configuration) =>
    fetchProtectedResource(configuration, token, url, 'GET'),
  )
  return {
    id: name,
    title,
    note: note(sandbox.authorizationServer.resourceScope),
    from: 'resserver',
    path: pathOf(exchange),
    exchange,
    findings: [],
    refusal: refusalOf(exchange, problem, 'resource server'),
  }
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

function refusalOf(
  exchange: Exchange | undefined,
  problem: Error | undefined,
  peer: string,
): Answer['refusal'] {
  if (exchange === undefined) {
    const { description } = (problem ?? {}) as { description?: string }
    return { heading: `The ${peer} does not answer`, text: description ?? 'Nothing came back.' }
  }
  const { status, body } = exchange
  if (status < 400) {
    return problem && { heading: `The answer of the ${peer} can't be used`, text: problem.message }
  }
  const { error = '', description } = errorOf(body)
  const { clause } = bodyOf(exchange)
  const text = [error && `\`${error}\`:`, description].filter(Boolean).join(' ')
  const told = text === '' ? 'No reason was given.' : text
  if (status >= 500) return { heading: `The ${peer} does not answer as it should`, text: told }
  if (error === 'insufficient_scope') {
    return {
      heading: 'Refused: the token does not reach that far',
      text: `${told} For a scope that you did not allow: log out, sign in again and tick it.`,
      clause: 'RFC 6750 §3.1',
    }
  }
  if (status === 401) {
    return {
      heading: 'Refused: the token is not good',
      text: `${told} Refresh, or log out and sign in again.`,
      clause: 'RFC 6750 §3.1',
    }
  }
  return {
    heading: `Refused by the ${peer}`,
    text: told,
    ...(typeof clause === 'string' && { clause }),
  }
}
