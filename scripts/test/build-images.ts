import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A step that takes time, in the words of BuildKit's plain progress. */
const step = /^#\d+ \[(\S+) .*?\d+\/\d+\] RUN (.*)$/

/**
 * Builds the lab's images from docker-compose.yml, with a line for each step that takes time.
 * @throws Error with the end of what Docker wrote
 */
export async function buildImages(root: string): Promise<void> {
  const child = spawn('docker', ['compose', '--progress', 'plain', 'build'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written: string[] = []
  const shown = new Set<string>()
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      written.push(line)
      const [, service, command = ''] = step.exec(line) ?? []
      if (service === undefined || shown.has(line)) return
      shown.add(line)
      // Options of RUN and preparations of the shell tell nothing.
      const what = command.replace(/\s+/g, ' ').replace(/^(--\S+ )*(if .*? fi; )*/, '')
      process.stdout.write(`  image ${service}: ${what.slice(0, 80)}\n`)
    })
  }
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => resolve(exit ?? 1))
  })
  if (code !== 0) {
    throw new Error(`the images could not be built:\n${written.slice(-60).join('\n')}`)
  }
}
