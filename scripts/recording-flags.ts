import type { ManagedRole, RecordingFilter } from '@oauth-lab/kit/admin/control-client.ts'
import { messages } from '@oauth-lab/explain/catalogue/messages.ts'
import type { MessageName } from '@oauth-lab/explain/catalogue/messages.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import { nearest } from '@oauth-lab/kit/nearest.ts'
import type { Flag } from './command-line/command.ts'

/** Which exchanges of a recording a command is about. */
export const recordingFlags = {
  flow: { value: 'ID', description: 'of this flow' },
  message: {
    value: 'NAME',
    description: 'of this kind, for example ‘token request’',
    read: readMessage,
  },
  role: {
    value: 'ROLE',
    description: `that a role answered or sent: ${managedRoles.join(', ')}`,
    read: readRole,
  },
  client: { value: 'ID', description: 'of this client_id' },
  user: { value: 'USER', description: 'of this user’s flows: user name or subject' },
  since: { value: 'TIME', description: 'since then: ISO time, or 10m, 2h ago', read: readSince },
  failed: { description: 'in which something failed' },
} satisfies Record<string, Flag>

/** The filter that those flags ask for. */
export function filterOf(flags: {
  flow?: string | undefined
  message?: RecordingFilter['message']
  role?: RecordingFilter['role'] | undefined
  client?: string | undefined
  user?: string | undefined
  since?: string | undefined
  failed?: boolean | undefined
}): RecordingFilter {
  const { flow, message, role, client, user, since, failed } = flags
  return {
    ...(flow && { flow }),
    ...(message && { message }),
    ...(role && { role }),
    ...(client && { client }),
    ...(user && { user }),
    ...(since && { since }),
    ...(failed && { failed }),
  }
}

function readMessage(text: string): MessageName {
  const names = messages.map(({ id }) => id)
  const name = names.find((one) => one === text)
  if (name !== undefined) return name
  const near = nearest(text, names)
  const hint = near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`
  throw new Error(`is no message of the lab; ${hint}`)
}

function readRole(text: string): ManagedRole {
  const role = managedRoles.find((one) => one === text)
  if (role === undefined) throw new Error(`is one of ${managedRoles.join(', ')}`)
  return role
}

const units = { s: 1000, m: 60_000, h: 3600_000 }

function readSince(text: string): string {
  const [, count, unit] = /^(\d+)([smh])$/.exec(text) ?? []
  const time =
    count === undefined
      ? Date.parse(text)
      : Date.now() - Number(count) * units[unit as keyof typeof units]
  if (Number.isNaN(time)) throw new Error('is an ISO time, or how long ago: 30s, 10m, 2h')
  return new Date(time).toISOString()
}
