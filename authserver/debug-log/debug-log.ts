import type { FastifyBaseLogger, FastifyRequest } from 'fastify'

/** The steps of one request as lines of the log. What it is told is in words, and never a secret. */
export interface DebugLog {
  /** Writes the checks since the last step, then this one. */
  step(name: StepName, says: string): void
  /** Writes the checks since the last step. */
  finish(): void
}

export type StepName =
  | 'parameters'
  | 'client'
  | 'hook'
  | 'code'
  | 'refresh token'
  | 'claims'
  | 'key'
  | 'encryption'
  | 'stored'
  | 'answer'

/** The debug log of a request; undefined while it is off in the sandbox, and then it costs nothing. */
export function openDebugLog(
  roleLog: FastifyBaseLogger,
  request: FastifyRequest,
): DebugLog | undefined {
  const { sandbox, checks, id } = request
  const { debugUntil } = sandbox.settings()
  if (debugUntil === null || debugUntil <= Date.now()) return undefined
  const log = roleLog.child({ request: id, sandbox: sandbox.id }, { level: 'debug' })
  let told = 0
  const finish = () => {
    for (const { id: check, outcome, says, detail, clause } of checks.slice(told)) {
      log.debug({
        step: 'check',
        check,
        outcome,
        says: detail ? `${says} ${detail}` : says,
        clause,
      })
    }
    told = checks.length
  }
  return {
    step(name, says) {
      finish()
      log.debug({ step: name, says })
    },
    finish,
  }
}
