import { describeProblem } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { CommandFailure, UsageError } from './command.ts'

interface WithProblems {
  problems: Problem[]
}

/** Tells what went wrong in words, without a stack, and returns the exit code. */
export function reportError(error: unknown): number {
  const { text, code } = describeError(error)
  process.stderr.write(text)
  return code
}

/** The words for an error, and the exit code it leads to. */
export function describeError(error: unknown): { text: string; code: number } {
  if (error instanceof UsageError) {
    const more = `./lab ${error.command === undefined ? '' : `${error.command} `}--help`
    const lines = [...error.problems.map((problem) => `lab: ${problem}`), `See ${more}.`]
    return { text: `${lines.join('\n')}\n`, code: 2 }
  }
  return { text: `lab: ${messageOf(error)}\n`, code: 1 }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const subject = error.message.split('\n', 1)[0]!
  const { problems } = error as Partial<WithProblems>
  if (problems !== undefined && problems.length > 0) {
    return [subject, ...problems.map((problem) => `  ${describeProblem(problem)}`)].join('\n')
  }
  if (error instanceof CommandFailure) return error.message
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return `${error.message}${cause}`
}
