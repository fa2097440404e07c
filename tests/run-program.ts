import { join } from 'node:path'
import { execa } from 'execa'

/** What a program left: its exit code, -1 when a signal ended it, and what it wrote. */
export interface Result {
  code: number
  stdout: string
  stderr: string
}

export interface RunOptions {
  /** Instead of the environment of the tests. */
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** What it reads; nothing unless told. */
  input?: string
  /** After which it is killed, milliseconds; two minutes unless told. */
  timeout?: number
}

/** Runs a program to its end. @throws Error when there is no such program */
export async function runProgram(
  program: string,
  args: readonly string[],
  { env, cwd, input = '', timeout = 120_000 }: RunOptions = {},
): Promise<Result> {
  const { exitCode, signal, stdout, stderr, cause } = await execa(program, args, {
    ...(env !== undefined && { env, extendEnv: false }),
    ...(cwd !== undefined && { cwd }),
    input,
    timeout,
    killSignal: 'SIGKILL',
    reject: false,
    stripFinalNewline: false,
  })
  if (exitCode === undefined && signal === undefined) throw cause
  return { code: exitCode ?? -1, stdout, stderr }
}

const script = join(import.meta.dirname, '../scripts/lab.ts')

/** Runs `./lab …` of this checkout to its end, by the Node of the tests. */
export function runLab(args: readonly string[], options: RunOptions = {}): Promise<Result> {
  const flags = ['--disable-warning=ExperimentalWarning']
  return runProgram(process.execPath, [...flags, script, ...args], options)
}
