import { execa } from 'execa'
import { CommandFailure } from '../command-line/command.ts'
import { projectPath } from '../lab-file.ts'
import type { Settings } from '../settings.ts'
import { explainDockerFailure } from './explain-docker-failure.ts'

export interface DockerResult {
  code: number
  stdout: string
  stderr: string
}

export interface RunOptions {
  /** Instead of this process's environment. */
  env?: Settings
  /** Milliseconds after which the command is ended. */
  timeout?: number
  /** Is given each line of either stream as it comes; nothing is collected then. */
  onLine?: (line: string) => void
  signal?: AbortSignal
}

/** Instead of an exit code, when a signal or the time ended the command. */
const killed = -1

/**
 * Runs a Docker command in the project's folder, to its end whatever its exit code.
 * @throws CommandFailure when there is no `docker`
 */
export async function runDocker(
  args: readonly string[],
  options: RunOptions = {},
): Promise<DockerResult> {
  const { env = process.env, timeout, onLine, signal } = options
  const running = execa('docker', args, {
    cwd: projectPath,
    env,
    extendEnv: false,
    // Who follows a log decides what Ctrl-C does.
    cleanup: false,
    stdin: 'ignore',
    reject: false,
    stripFinalNewline: false,
    buffer: onLine === undefined,
    ...(timeout !== undefined && { timeout }),
    ...(signal !== undefined && { cancelSignal: signal }),
  })
  const read = async (from: 'stdout' | 'stderr') => {
    for await (const line of running.iterable({ from })) onLine?.(line)
  }
  if (onLine !== undefined) await Promise.all([read('stdout'), read('stderr')])
  const result = await running
  if (result.code === 'ENOENT') {
    throw new CommandFailure(
      'there is no docker on the PATH; install Docker (https://docs.docker.com/get-docker/), or run the lab without it: ./lab up',
    )
  }
  const { exitCode = killed, timedOut, stdout, stderr } = result
  return { code: timedOut ? killed : exitCode, stdout: stdout ?? '', stderr: stderr ?? '' }
}

/**
 * What a Docker command prints.
 * @throws CommandFailure with the reason when it fails
 */
export async function askDocker(args: readonly string[], options?: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await runDocker(args, options)
  if (code === 0) return stdout
  if (code === killed && options?.timeout !== undefined) {
    const seconds = options.timeout / 1000
    throw new CommandFailure(
      `docker ${args[0]} did not end within ${seconds} s; docker version shows whether the engine answers`,
    )
  }
  throw new CommandFailure(explainDockerFailure(stderr || stdout))
}
