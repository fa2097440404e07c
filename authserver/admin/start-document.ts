import { UserDocument } from '@oauth-lab/kit/admin/user-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import { readClientDocument } from '../clients/read-client-document.ts'
import type { ReadClient } from '../clients/read-client-document.ts'
import { readConfiguration } from '../configuration/configurations.ts'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import type { Hooks } from '../hooks/hooks.ts'
import { offeredBy } from '../registration/require-metadata.ts'
import type { Offered } from '../registration/read-metadata.ts'
import type { NewUser } from '../users/manage-users.ts'

/** What a sandbox begins with: its configuration, and users and clients besides the lab's own. */
export interface StartDocument {
  configuration: ServerConfiguration
  users: NewUser[]
  clients: (ReadClient & { id: string })[]
}

/**
 * Reads the document that a lab starts with: a configuration that may hold `users` and `clients`.
 * @param people names of the users that every lab has
 * @throws ConfigurationError with every problem of all three and its path
 */
export function readStartDocument(
  document: unknown,
  hooks: Hooks,
  people: readonly string[],
  lab: { origin: string },
): StartDocument {
  const isObject = typeof document === 'object' && document !== null && !Array.isArray(document)
  const {
    users = [],
    clients = [],
    ...members
  } = (isObject ? document : {}) as Partial<Record<string, unknown>>
  const configuration = readConfiguration(
    isObject ? members : document,
    Object.keys(hooks.grantTypes ?? {}),
  )
  const problems: Problem[] = [...configuration.problems]
  const readUser = (user: unknown) => {
    const read = readBy(UserDocument, user)
    const message = 'is the name of a user that every lab has; its password is a setting of the lab'
    return read.data !== undefined && people.includes(read.data.username)
      ? { data: undefined, problems: [{ path: 'username', message }] }
      : read
  }
  const readUsers = readEach('users', users, 'username', readUser, problems)
  const offered = offeredWith(hooks, configuration.data, lab)
  const readClient = (client: unknown) => {
    const read = readClientDocument(client, offered)
    if (read.client === undefined) return { data: undefined, problems: read.problems }
    const { id } = read.client
    if (id !== undefined) return { data: { ...read.client, id }, problems: [] }
    const message = 'must be set: by it the client is known at the next start'
    return { data: undefined, problems: [{ path: 'client_id', message }] }
  }
  const readClients = readEach('clients', clients, 'client_id', readClient, problems)
  if (problems.length > 0) {
    throw new ConfigurationError('The configuration is not valid.', problems)
  }
  return { configuration: configuration.data!, users: readUsers, clients: readClients }
}

/** Where the configuration itself is wrong, nothing is held against the scopes of a client. */
function offeredWith(
  hooks: Hooks,
  configuration: ServerConfiguration | undefined,
  lab: { origin: string },
): Offered {
  if (configuration !== undefined) return offeredBy(hooks, configuration, lab)
  const { data } = readConfiguration({ allowUnsupportedScopes: true, httpForLocalhost: true }, [])
  return offeredBy(hooks, data!, lab)
}

/** Reads each element of a list; no two have the same name. */
function readEach<T>(
  path: string,
  list: unknown,
  name: string,
  read: (element: unknown) => { data: T | undefined; problems: Problem[] },
  problems: Problem[],
): T[] {
  if (!Array.isArray(list)) {
    problems.push({ path, message: 'must be a list' })
    return []
  }
  const elements: unknown[] = list
  const names = elements.map((one) => (one as Record<string, unknown> | null)?.[name])
  return elements.flatMap((element, at) => {
    const { data, problems: found } = read(element)
    for (const problem of found) {
      const inner = problem.path === '(document)' ? '' : `.${problem.path}`
      problems.push({ path: `${path}.${at}${inner}`, message: problem.message })
    }
    const first = names.indexOf(names[at])
    if (names[at] !== undefined && first < at) {
      problems.push({ path: `${path}.${at}.${name}`, message: `is that of ${path}.${first}, too` })
    }
    return data ?? []
  })
}
