import type { TransferPart } from '@oauth-lab/kit/admin/transfer-document.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { invalid, readMembers } from '@oauth-lab/kit/transfer/read-members.ts'
import { readConfiguration } from '../configuration/configurations.ts'
import { mergePatch } from '@oauth-lab/kit/merge-patch.ts'
import type { Definition } from '../configuration/configurations.ts'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import type { Hooks } from '../hooks/hooks.ts'
import { offeredBy } from '../registration/require-metadata.ts'
import type { Offered } from '../registration/read-metadata.ts'
import { readClientEntry } from './client-entry.ts'
import type { ClientEntry } from './client-entry.ts'
import { readEach } from '@oauth-lab/kit/transfer/read-each.ts'
import { keyProblems, readKeyEntry } from './key-entry.ts'
import type { ReadKey } from './key-entry.ts'
import { readUserEntry } from './user-entry.ts'
import type { UserEntry } from './user-entry.ts'

/** What a file says; a part that it does not hold is undefined. */
export interface Transfer {
  configuration: ServerConfiguration | undefined
  clients: ClientEntry[] | undefined
  users: UserEntry[] | undefined
  keys: ReadKey[] | undefined
}

/** By what a file is read. */
export interface Reading {
  hooks: Hooks
  sandbox: Sandbox
  /** The configuration at the moment; undefined where there is none. */
  before: Definition
  mode: 'merge' | 'replace'
  /** The parts that count. */
  only: readonly TransferPart[]
  /**
   * Names of the users that every lab has, where a lab starts with the file: their passwords are
   * settings, and others need one.
   */
  people?: readonly string[]
}

/**
 * Reads a file's document: members of the configuration, and `clients`, `users` and `keys` beside them.
 * Where it says by `base` where it was exported, its addresses become those of the sandbox.
 * @throws ConfigurationError with every problem of all of it, and its path
 */
export function readTransfer(document: unknown, reading: Reading): Transfer {
  const { sandbox, only } = reading
  const { members, problems } = readMembers(document, sandbox)
  // The other roles read their own parts.
  const { clients, users, keys, client: _client, resserver: _resserver, ...given } = members
  const configuration = readGiven(given, reading, problems)
  if (configuration === undefined && problems.length === 0 && only.includes('clients') && clients) {
    const message = 'need a server definition, and neither the server nor the file has one'
    problems.push({ path: 'clients', message })
  }
  const offered = offeredWith(reading.hooks, configuration, sandbox)
  const read: Transfer = {
    configuration:
      only.includes('configuration') && Object.keys(given).length > 0 ? configuration : undefined,
    clients:
      only.includes('clients') && clients !== undefined
        ? readEach('clients', clients, 'client_id', problems, (entry) =>
            readClientEntry(entry, offered),
          )
        : undefined,
    users:
      only.includes('users') && users !== undefined
        ? readEach('users', users, 'username', problems, (entry) =>
            readUserEntry(entry, reading.people),
          )
        : undefined,
    keys:
      only.includes('keys') && keys !== undefined
        ? readEach('keys', keys, 'kid', problems, readKeyEntry)
        : undefined,
  }
  problems.push(...keyProblems(read.keys ?? []))
  if (problems.length > 0) throw invalid(problems)
  return read
}

/** The configuration that holds once the file is imported; undefined where there is none, or a wrong one. */
function readGiven(
  given: Record<string, unknown>,
  { hooks, before, mode, only }: Reading,
  problems: Problem[],
): Definition {
  if (!only.includes('configuration') || Object.keys(given).length === 0) return before
  const wanted = mode === 'merge' ? mergePatch(before ?? {}, given) : given
  const read = readConfiguration(wanted, Object.keys(hooks.grantTypes ?? {}))
  problems.push(...read.problems)
  return read.data
}

/** Where the configuration itself is wrong, nothing is held against the scopes of a client. */
function offeredWith(
  hooks: Hooks,
  configuration: ServerConfiguration | undefined,
  lab: { origin: string; mtlsOrigin?: string | undefined },
): Offered {
  if (configuration !== undefined) return offeredBy(hooks, configuration, lab)
  const { data } = readConfiguration({ allowUnsupportedScopes: true, httpForLocalhost: true }, [])
  return offeredBy(hooks, data!, lab)
}
