import { deepEqual, equal, ok } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { introspect, tokenRequest } from './support/code-flow.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { registerClient } from './support/place.ts'
import type { Place, RegisteredClient } from './support/place.ts'

const { test } = embeddedOnly('kills a lab of its own')
const command = fileURLToPath(new URL('../../lab', import.meta.url))
const form = { grant_type: 'client_credentials', scope: 'my/scope' }

interface Running {
  origin: string
  child: ChildProcess
}

/** Starts `lab up` as a process of its own and resolves at its line `ready`. */
async function up(folder: string, port: string): Promise<Running> {
  const child = spawn(command, ['up', '--port', port, '--data', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const heard: string[] = []
  createInterface(child.stderr).on('line', (line) => heard.push(line))
  for await (const line of createInterface(child.stdout)) {
    heard.push(line)
    const origin = /^ready (https:\S+) in/.exec(line)?.[1]
    if (origin !== undefined) return { origin, child }
  }
  throw new Error(`the lab did not start:\n${heard.join('\n')}`)
}

async function kill({ child }: Running): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

/** Asks for tokens, one after the other, until the lab is gone; keeps those that it acknowledged. */
async function load(place: Place, client: RegisteredClient, kept: string[], enough: () => void) {
  for (let n = 0; n < 2000; n += 1) {
    try {
      const { status, body } = await tokenRequest(place, client, form)
      if (status !== 200) return
      kept.push(String(body['access_token']))
    } catch {
      return
    }
    enough()
  }
}

test('a lab that is killed with SIGKILL under load has lost no acknowledged token', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-durability-'))
  const running: Running[] = []
  const closing: (() => Promise<void>)[] = []
  try {
    const first = await up(folder, '0')
    running.push(first)
    const trust = createTrust(readFileSync(join(folder, 'certs', 'root.crt'), 'utf8'))
    closing.push(trust.close)
    const { origin } = first
    const place = { base: origin, issuer: `${origin}/authserver/oauth2`, trustedFetch: trust.fetch }
    const client = await registerClient(place)
    const kept: string[] = []
    // Killed in the middle of many requests at the same time, at no particular point of any.
    let killed: Promise<void> | undefined
    const enough = () => {
      if (kept.length >= 300) killed ??= kill(first)
    }
    await Promise.all(Array.from({ length: 16 }, () => load(place, client, kept, enough)))
    await killed
    ok(kept.length >= 300, `${kept.length} tokens were acknowledged`)

    const second = await up(folder, new URL(origin).port)
    running.push(second)
    equal(second.origin, origin)
    const fresh = createTrust(readFileSync(join(folder, 'certs', 'root.crt'), 'utf8'))
    closing.push(fresh.close)
    const after = { ...place, trustedFetch: fresh.fetch }
    const lost: string[] = []
    for (let from = 0; from < kept.length; from += 16) {
      const answers = await Promise.all(
        kept.slice(from, from + 16).map((token) => introspect(after, client, token)),
      )
      for (const { active, client_id } of answers) {
        if (active !== true || client_id !== client.client_id) lost.push('a token')
      }
    }
    deepEqual(lost, [])
    equal((await tokenRequest(after, client, form)).status, 200)
  } finally {
    for (const one of running) await kill(one)
    for (const close of closing) await close()
    rmSync(folder, { recursive: true, force: true })
  }
})
