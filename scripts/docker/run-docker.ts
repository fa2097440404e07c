import { spawn } from 'node:child_process'
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
export function runDocker(
  args: readonly string[],
  options: RunOptions = {},
): Promise<DockerResult> {
  const { env = process.env, timeout, onLine, signal } = options
  const child = spawn('docker', args, {
    cwd: projectPath,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(timeout !== undefined && { timeout }),
    ...(signal !== undefined && { signal }),
  })
  const collect = (stream: NodeJS.ReadableStream) => {
    let text = ''
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (onLine === undefined) return
      const lines = text.split('\n')
      text = lines.pop()!
      lines.forEach(onLine)
    })
    return () => text
  }
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'ENOENT'
          ? new CommandFailure(
              'there is no docker on the PATH; install Docker (https://docs.docker.com/get-docker/), or run the lab without it: ./lab up',
            )
          : error,
      )
    })
    child.once('close', (code) => {
      if (onLine !== undefined) [stdout(), stderr()].filter(Boolean).forEach(onLine)
      resolve({ code: code ?? killed, stdout: stdout(), stderr: stderr() })
    })
  })
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
