import type { FastifyRequest } from 'fastify'
import type { Match } from './intervention.ts'
import { clientsNamed, usersNamed } from './names.ts'

/** Whether a message is one of those that are meant; how many of them are taken is not asked here. */
export function fits(match: Match, request: FastifyRequest, answer?: unknown): boolean {
  const { role, message, client, user, path } = match
  return (
    (role === undefined || request.role === role) &&
    (message === undefined || messageOf(request) === message) &&
    (path === undefined || fitsPath(path, pathOf(request))) &&
    (client === undefined || clientsNamed(request).includes(client)) &&
    (user === undefined || usersNamed(request, answer).includes(user))
  )
}

/** What the field calls a request, where it is one of the protocol's. */
export function messageOf({ routeOptions, passing }: FastifyRequest): string | undefined {
  return routeOptions.config.endpoint?.message ?? passing?.message?.()
}

/** The path below the sandbox's base. */
export function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0]!
}

function fitsPath(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern
}
