import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Call } from './call.ts'
import { createLog, inOneWrite } from './log.ts'
import { ConfigurationError } from './problems.ts'
import type { RoleConfig } from './role-config.ts'
import { guardOutput } from './terminal.ts'
import { createTrust } from './trust.ts'
import type { Fetch, FetchTrusting } from './trust.ts'

/** What a process adds to a role's configured environment. */
export interface RunningParts {
  fetch: Fetch
  fetchTrusting: FetchTrusting
  call: Call
  log: FastifyBaseLogger
}

/**
 * Runs a role as its own process: reads its configuration, listens, and finishes what is under way
 * on SIGTERM. A wrong configuration is told in words, all of it at once, with exit code 1.
 * @returns what was opened, once it listens
 */
export async function runRole<Own, Opened extends { app: FastifyInstance }>(
  role: string,
  readConfig: (env: NodeJS.ProcessEnv) => RoleConfig<Own>,
  open: (config: RoleConfig<Own>, parts: RunningParts) => Promise<Opened>,
): Promise<Opened | undefined> {
  guardOutput([process.stdout, process.stderr])
  try {
    const config = readConfig(process.env)
    const trust = createTrust(config.root, {
      also: config.issuerCa,
      origin: config.environment.origin,
    })
    const { fetch, fetchTrusting, call } = trust
    const log = createLog(role, inOneWrite(process.stdout))
    const opened = await open(config, { fetch, fetchTrusting, call, log })
    process.once('SIGTERM', () => {
      // The web server keeps its connections open: one that is in use ends with its answer.
      opened.app.server.keepAliveTimeout = 1
      opened.app.server.keepAliveTimeoutBuffer = 0
      void opened.app.close().then(() => trust.close())
    })
    await opened.app.listen(config.listen)
    return opened
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
    return undefined
  }
}
