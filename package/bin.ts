#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { findNode, runsHere } from './own-node.ts'

// `npx oauth-lab`: the command line of ./lab, on the lab's own Node.

const cache = fileURLToPath(new URL('../.cache', import.meta.url))
if (runsHere()) {
  enableCompileCache(process.env['NODE_COMPILE_CACHE'] ?? cache)
  await import('@oauth-lab/scripts/lab.ts')
} else {
  await runElsewhere()
}

/** Runs this program on the lab's Node, and ends as it does. */
async function runElsewhere(): Promise<void> {
  let node: string
  try {
    node = findNode()
  } catch (error) {
    process.stderr.write(`lab: ${(error as Error).message}\n`)
    process.exitCode = 1
    return
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  // The terminal sends Ctrl-C to both; the lab decides when it ends.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => signal === 'SIGINT' || child.kill(signal))
  }
  process.exitCode = await new Promise<number>((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1))
    child.once('error', ({ message }) => {
      process.stderr.write(`lab: ${node}: ${message}\n`)
      resolve(1)
    })
  })
}
