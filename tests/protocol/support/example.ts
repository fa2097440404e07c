import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A program of `examples/`, as a process of its own that trusts the lab's root and no other. */
export async function startExample(
  name: string,
  {
    origin,
    ca,
    port,
    env = {},
  }: { origin: string; ca: string; port: number; env?: NodeJS.ProcessEnv },
): Promise<AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-example-'))
  const root = join(folder, 'root.crt')
  writeFileSync(root, ca)
  const script = join(import.meta.dirname, '../../../examples', `${name}.ts`)
  const program = spawn(process.execPath, [script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      LAB_ORIGIN: origin,
      PORT: String(port),
      NODE_EXTRA_CA_CERTS: root,
      ...env,
    },
  })
  const ended = once(program, 'exit')
  const listening = once(program.stdout, 'data')
  const first = await Promise.race([listening, ended.then(() => undefined)])
  if (first === undefined) throw new Error(`${name} ended before it listened`)
  return {
    async [Symbol.asyncDispose]() {
      program.kill()
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}
