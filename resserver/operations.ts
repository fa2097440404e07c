import type { FastifyRequest } from 'fastify'
import type { Access } from './access/access.ts'
import { currentUser, requireRole } from './delegation/current-user.ts'

/** What the protected resources answer. */
export interface ResourceAnswer {
  message: string
  tokenScope: string
  /** The user who granted the token; null for a client's own token. */
  tokenUsername: string | null
  /** The local user as whom the operation ran: the service's own, or one derived from the token. */
  serviceUsername: string
  serviceRoles: string[]
}

/** As whom the service runs when it does not act for a token's user. */
const serviceUser = { username: 'resserver', roles: ['service'] }

/** What `protected-resources/` holds; it runs as the service, whoever the token is of. */
export function readResource(access: Access): ResourceAnswer {
  return { message: 'This is a protected resource.', ...aboutToken(access), ...aboutUser() }
}

/** What `protected-resources-delegated/` holds for the user who reads it. */
export function readDelegatedResource(access: Access) {
  const user = currentUser()
  return {
    message: `This is a protected resource, read by ${user?.username}.`,
    ...aboutToken(access),
    ...aboutUser(),
    attributes: user?.attributes ?? {},
  }
}

/** What only an administrator may read. */
export function readAdministration(access: Access, request: FastifyRequest) {
  requireRole(request, 'administrator')
  return {
    ...readDelegatedResource(access),
    message: `This is for administrators; ${currentUser()?.username} is one.`,
  }
}

function aboutToken({ scopes, introspection }: Access) {
  return { tokenScope: scopes.join(' '), tokenUsername: introspection?.username ?? null }
}

function aboutUser() {
  const { username, roles } = currentUser() ?? serviceUser
  return { serviceUsername: username, serviceRoles: roles }
}
