import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { rolldown } from 'rolldown'
import { readAnswer } from '../protocol/support/answer.ts'
import { clientToken } from '../protocol/support/code-flow.ts'
import { registerClient } from '../protocol/support/place.ts'
import { docker, requireDocker, startComposeLab } from './support/compose-lab.ts'
import type { ComposeLab } from './support/compose-lab.ts'
import { openHostProgram } from './support/host-program.ts'

const project = join(import.meta.dirname, '../..')

describe('an external program in the place of a role of the lab in containers', () => {
  test('an Express resource server in a container lets a token of the lab in, and no other', async () => {
    const environment = { LAB_RESSERVER_URL: 'http://own-resserver:4000' }
    const lab = await startComposeLab({ environment })
    const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-own-'))
    const container = `${lab.name}-own`
    try {
      const url = `${lab.base}/resserver/protected-resources/`
      const before = await get(lab, url)
      assert.equal(before.status, 502)
      assert.match(String(before.body['error_description']), /resserver/)

      await bundle('examples/express/resource-server.ts', join(folder, 'program.js'))
      writeFileSync(join(folder, 'root.crt'), lab.ca)
      chmodSync(folder, 0o755)
      await requireDocker([
        'run',
        '--detach',
        '--init',
        `--name=${container}`,
        '--user=node',
        `--network=${lab.name}_default`,
        '--network-alias=own-resserver',
        `--volume=${folder}:/own:ro`,
        `--env=LAB_ORIGIN=${lab.origin}`,
        '--env=HOST=0.0.0.0',
        '--env=NODE_EXTRA_CA_CERTS=/own/root.crt',
        'node:26.10.0-slim',
        'node',
        '/own/program.js',
      ])
      await listening(container)

      const client = await registerClient(lab)
      const token = await clientToken(lab, client)
      // nginx asks for the address of an unknown name again each second.
      let answer = await get(lab, url, token)
      for (const end = Date.now() + 30_000; answer.status === 502 && Date.now() < end;) {
        answer = await get(lab, url, token)
      }
      const { status, body } = answer
      assert.equal(status, 200, JSON.stringify(body))
      assert.deepEqual([body['from'], body['url']], ['express', url])
      assert.equal((await get(lab, url, 'not-a-token')).status, 401)

      const { log } = await lab.control.recording.har({ role: 'resserver' })
      const recorded = log.entries.map(({ _oauth, response }) => [
        _oauth.message,
        _oauth.external,
        response.status,
      ])
      assert.deepEqual(recorded[0], ['resource request', true, 502])
      assert.match(String(log.entries[0]!._oauth.failure), /own-resserver/)
      assert.deepEqual(recorded.at(-2), ['resource request', true, 200])
      assert.deepEqual(recorded.at(-1), ['resource request', true, 401])
    } finally {
      await docker(['rm', '--force', container])
      await lab.stop()
      rmSync(folder, { recursive: true })
    }
  })

  test('a program on this machine is reached as host.docker.internal, with the whole path', async () => {
    const program = await openHostProgram((request, response) => {
      const { url, headers } = request
      const { 'x-forwarded-host': host, traceparent } = headers
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ url, host, traced: traceparent !== undefined }))
    })
    const lab = await startComposeLab({ environment: { LAB_CLIENT_URL: program.url } })
    try {
      const { body } = await get(lab, `${lab.base}/client/application/?a=b`)
      assert.deepEqual(body, {
        url: '/client/application/?a=b',
        host: new URL(lab.origin).host,
        traced: true,
      })
      const below = await get(lab, `${lab.origin}/~abcd/client/application/`)
      assert.equal(below.status, 404)

      const { interventions } = lab.control
      const match = { role: 'client', message: 'application page' } as const
      const { id } = await interventions.create({ match, do: { answer: { status: 418 } } })
      assert.equal((await get(lab, `${lab.base}/client/application/`)).status, 418)
      await interventions.delete(id)
      await interventions.create({ match, do: { drop: 'before' } })
      await assert.rejects(get(lab, `${lab.base}/client/application/`), TypeError)
      const { log } = await lab.control.recording.har({ role: 'client' })
      assert.equal(log.entries.at(-1)!._oauth.failure, 'the lab dropped the connection')
    } finally {
      await lab.stop()
      program.close()
    }
  })

  test('an address that is none refuses the start and is named', async () => {
    await assert.rejects(
      startComposeLab({ environment: { LAB_RESSERVER_URL: 'localhost:4000' } }),
      /bootstrap/,
    )
  })
})

async function bundle(source: string, file: string): Promise<void> {
  const built = await rolldown({ cwd: project, input: `./${source}`, platform: 'node' })
  await built.write({ file, format: 'esm' })
  await built.close()
}

/** Resolves when the program has said that it listens. */
async function listening(container: string): Promise<void> {
  const logs = spawn('docker', ['logs', '--follow', container], { timeout: 60_000 })
  logs.stdout.setEncoding('utf8')
  try {
    for await (const text of logs.stdout) if (String(text).includes('listening')) return
    assert.fail('the program ended before it listened')
  } finally {
    logs.kill()
  }
}

function get({ trustedFetch }: ComposeLab, url: string, token?: string) {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`
  return readAnswer(trustedFetch(url, { headers }))
}
