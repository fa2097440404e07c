import type { FastifyRequest } from 'fastify'
import type { Match } from './intervention.ts'
import { askerOf } from '../recording/asker.ts'
import { clientsNamed, usersNamed } from './names.ts'

/** Whether a message is one of those that are meant; how many of them are taken is not asked here. */
export function fits(match: Match, request: FastifyRequest, answer?: unknown): boolean {
  const { role, message, asker, client, user, path } = match
  return (
    (role === undefined || request.role === role) &&
    (message === undefined || messageOf(request) === message) &&
    (asker === undefined || askerOfRequest(request) === asker) &&
    (path === undefined || fitsPath(path, pathOf(request))) &&
    (client === undefined || clientsNamed(request).includes(client)) &&
    (user === undefined || usersNamed(request, answer).includes(user))
  )
}

/** Who asks, as the recording tells it. */
function askerOfRequest({ headers }: FastifyRequest): string {
  const pairs = Object.entries(headers).map(([name, value]) => ({ name, value: String(value) }))
  return askerOf(pairs)
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
