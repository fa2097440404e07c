import { transferParts } from '@oauth-lab/kit/admin/transfer-document.ts'
import type { TransferPart } from '@oauth-lab/kit/admin/transfer-document.ts'
import { Configuration } from '@oauth-lab/kit/admin/configuration-document.ts'
import { nearest } from '@oauth-lab/kit/nearest.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { createRewrite } from '@oauth-lab/kit/snapshot/rewrite-addresses.ts'
import { readConfiguration } from '../configuration/configurations.ts'
import { mergePatch } from '../configuration/merge-patch.ts'
import type { Definition } from '../configuration/configurations.ts'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import type { Hooks } from '../hooks/hooks.ts'
import { offeredBy } from '../registration/require-metadata.ts'
import type { Offered } from '../registration/read-metadata.ts'
import { readClientEntry } from './client-entry.ts'
import type { ClientEntry } from './client-entry.ts'
import { readEach } from './read-each.ts'
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

const known = [...Object.keys(Configuration.shape), 'base', ...transferParts.slice(1)]

/**
 * Reads a file's document: members of the configuration, and `clients`, `users` and `keys` beside them.
 * Where it says by `base` where it was exported, its addresses become those of the sandbox.
 * @throws ConfigurationError with every problem of all of it, and its path
 */
export function readTransfer(document: unknown, reading: Reading): Transfer {
  if (!isObject(document)) {
    throw invalid([{ path: '(document)', message: 'must be an object' }])
  }
  const { sandbox, only } = reading
  const baseProblems = problemsOfBase(document['base'])
  const { base: _base, ...members } =
    baseProblems.length > 0 ? document : withAddresses(document, sandbox)
  const { clients, users, keys, ...rest } = members
  const problems: Problem[] = [...unknownMembers(rest), ...baseProblems]
  const given = Object.fromEntries(Object.entries(rest).filter(([name]) => known.includes(name)))
  const configuration = readMembers(given, reading, problems)
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

function invalid(problems: Problem[]): ConfigurationError {
  return new ConfigurationError('The document is not valid.', problems)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function problemsOfBase(base: unknown): Problem[] {
  if (base === undefined) return []
  const isBase = typeof base === 'string' && URL.canParse(base) && !base.endsWith('/')
  return isBase ? [] : [{ path: 'base', message: 'must be a URL like https://localhost:8443' }]
}

/** The document with the sandbox's addresses in the place of those where it was exported. */
function withAddresses(
  document: Record<string, unknown>,
  { base, origin }: Sandbox,
): Record<string, unknown> {
  const former = document['base']
  if (typeof former !== 'string') return document
  const { rewrite } = createRewrite(
    { base: former, origin: new URL(former).origin },
    { base, origin },
  )
  return JSON.parse(rewrite(JSON.stringify(document))) as Record<string, unknown>
}

function unknownMembers(members: object): Problem[] {
  const names = Object.keys(members).filter((name) => !known.includes(name))
  return names.map((path) => {
    const near = nearest(path, known)
    const hint = near === undefined ? '' : `; did you mean ${near}?`
    return { path, message: `there is no such member${hint}` }
  })
}

/** The configuration that holds once the file is imported; undefined where there is none, or a wrong one. */
function readMembers(
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
