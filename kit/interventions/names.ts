import { decodeJwt } from 'jose'
import type { FastifyRequest } from 'fastify'
import { isObject } from '../is-object.ts'

type Members = Record<string, unknown>

/** The clients that a request names: by parameter, HTTP Basic, an assertion (RFC 7523) or its token. */
export function clientsNamed(request: FastifyRequest): string[] {
  const { client_id: id, client_assertion: assertion } = parametersOf(request)
  return textsOf([
    id,
    basicUser(request),
    claimsOf(assertion)['sub'],
    claimsOf(bearerToken(request))['client_id'],
  ])
}

const userParameters = ['login', 'username', 'login_hint']
const userClaims = ['sub', 'username', 'preferred_username']

/** The users that a request names, by name or subject, or its answer: by parameter, member or claim of a JWT. */
export function usersNamed(request: FastifyRequest, answer?: unknown): string[] {
  const parameters = parametersOf(request)
  const members = isObject(answer) ? answer : {}
  const sources = [
    members,
    claimsOf(bearerToken(request)),
    claimsOf(parameters['id_token_hint']),
    ...Object.values(members).map(claimsOf),
  ]
  return textsOf([
    ...userParameters.map((name) => parameters[name]),
    ...sources.flatMap((source) => userClaims.map((name) => source[name])),
  ])
}

function parametersOf({ query, body }: FastifyRequest): Members {
  return { ...(query as Members), ...(isObject(body) ? body : {}) }
}

function basicUser({ headers }: FastifyRequest): string | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  const text = Buffer.from(encoded ?? '', 'base64').toString()
  const [user] = new URLSearchParams(`user=${text.split(':', 1)[0]!}`).getAll('user')
  return encoded === undefined ? undefined : user
}

function bearerToken({ headers }: FastifyRequest): string | undefined {
  return /^(?:Bearer|DPoP) +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
}

/** A JWT's claims, unverified; none of anything else. */
function claimsOf(token: unknown): Members {
  if (typeof token !== 'string' || !token.startsWith('eyJ')) return {}
  try {
    return decodeJwt(token)
  } catch {
    return {}
  }
}

function textsOf(values: unknown[]): string[] {
  return values.flat().filter((value) => typeof value === 'string')
}
