import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'

/** What a command left: its exit code (1 if a signal ended it) and everything it wrote. */
export interface CommandResult {
  code: number
  output: string
}

/**
 * Runs a command to its end, without a terminal, and keeps what it writes.
 * @param options.show hands its output to the terminal as well
 * @throws when the command does not exist
 */
export async function runCommand(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; show?: boolean } = {},
): Promise<CommandResult> {
  const child = spawn(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && !command.endsWith('.exe'),
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (chunk: string) => {
      // Some tools colour what they write as soon as CI is set.
      const text = stripVTControlCharacters(chunk)
      output += text
      if (options.show) process.stdout.write(text)
    })
  }
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => resolve(exit ?? 1))
  })
  return { code, output }
}
