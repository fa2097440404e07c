import { lookup } from 'node:dns'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { LookupFunction } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import newman from 'newman'
import type { NewmanRunFailure, NewmanRunOptions } from 'newman'
import type { PostmanEnvironment } from '@oauth-lab/scripts/postman/environment.ts'
import { noteExchange, noteSecretsOf } from './note-exchange.ts'
import type { Exchange } from './note-exchange.ts'

export const postmanFolder = join(import.meta.dirname, '../../postman')
export const collectionFile = join(postmanFolder, 'oauth-lab.postman_collection.json')

/** One assertion of the collection; or a request or a script that failed outside of any. */
export interface Outcome {
  /** Folders from the outermost, then the request. */
  path: string[]
  title: string
  /** Why it does not hold, in newman's words. */
  error: string | undefined
}

export interface CollectionRun {
  environment: PostmanEnvironment
  /** Where the lab's host is reached: its name need not resolve here. */
  address: string
  /** The root to trust besides the system's, PEM. */
  ca?: string
  /** Another collection than the committed one. */
  collection?: NewmanRunOptions['collection']
  /** This folder only. */
  folder?: string
}

/**
 * Runs the collection by newman and returns what became of each assertion. Certificates are
 * verified, and nothing but the lab can be reached. Ends after four minutes at most.
 */
export async function runCollection(wanted: CollectionRun): Promise<Outcome[]> {
  const { environment, address, ca, collection = collectionFile, folder } = wanted
  noteSecretsOf(environment)
  // newman takes a proxy from the environment, and that one can't know the lab.
  process.env['NO_PROXY'] = '*'
  const work = mkdtempSync(join(tmpdir(), 'oauth-lab-postman-'))
  const root = join(work, 'root.crt')
  try {
    if (ca !== undefined) writeFileSync(root, ca)
    return await execute({
      collection,
      environment,
      insecure: false,
      requestAgents: agentsFor(environment, address),
      timeout: 240_000,
      timeoutRequest: 30_000,
      ...(ca !== undefined && { sslExtraCaCerts: root }),
      ...(folder !== undefined && { folder }),
    })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function execute(options: NewmanRunOptions): Promise<Outcome[]> {
  return new Promise((resolve, reject) => {
    const outcomes: Outcome[] = []
    const run = newman.run(options, (error, summary) => {
      if (error) return reject(error)
      // The assertions among the failures are told by their event, as those that hold are.
      const others = summary.run.failures.filter(({ at }) => !at.startsWith('assertion'))
      resolve([...others.map(failureOf), ...outcomes])
    })
    run.on('request', (error: unknown, exchange: Exchange) => {
      if (!error) noteExchange(exchange)
    })
    run.on(
      'assertion',
      (error: Error | null, { assertion, item }: { assertion: string; item: Item }) => {
        outcomes.push({ path: pathOf(item), title: assertion, error: error?.message })
      },
    )
  })
}

function failureOf({ at, error, source }: NewmanRunFailure): Outcome {
  const { name, message } = error
  return { path: pathOf(source as Item), title: at, error: `${name}: ${message}` }
}

interface Item {
  name: string
  parent(): Item | undefined
}

/** Names from the outermost folder to the request; the collection itself is left out. */
function pathOf(item: Item | undefined): string[] {
  const path: string[] = []
  for (let at = item; at?.parent() !== undefined; at = at.parent()) path.unshift(at.name)
  return path
}

/** Agents that know the lab's host and no other. */
function agentsFor({ values }: PostmanEnvironment, address: string) {
  const origin = values.find(({ key }) => key === 'origin')!.value
  const { hostname } = new URL(origin)
  const lookupLab: LookupFunction = (host, options, callback) => {
    if (host === hostname) return lookup(address, options, callback)
    const error = new Error(`the collection asked for ${host}, which is not the lab`)
    process.nextTick(callback, error, [])
  }
  const agent = { agentOptions: { lookup: lookupLab } }
  return { http: agent, https: agent } as unknown as NonNullable<NewmanRunOptions['requestAgents']>
}
