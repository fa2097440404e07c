import { deepEqual, equal, rejects, throws } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { readConfig } from './config.ts'
import { loadMapping } from './delegation/load-mapping.ts'

const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-resserver-'))
after(() => rmSync(folder, { recursive: true }))

const good = {
  LAB_ORIGIN: 'https://webserver',
  LAB_ADMIN_KEY: '00'.repeat(32),
  LAB_ROOT_CERTIFICATE: fileOf('root.crt', 'PEM'),
}

function fileOf(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('three variables are enough', () => {
  const { listen, environment, root } = readConfig(good)
  deepEqual(listen, { host: '127.0.0.1', port: 3000 })
  equal(environment.origin, 'https://webserver')
  equal(environment.database, ':memory:')
  equal(root, 'PEM')
})

test('an origin without TLS is one of loopback', () => {
  const of = (LAB_ORIGIN: string) => readConfig({ ...good, LAB_ORIGIN }).environment.origin
  equal(of('http://localhost:8080'), 'http://localhost:8080')
  throws(() => of('http://webserver'), /LAB_ORIGIN/)
})

test('a wrong configuration is refused with every problem and the variable', () => {
  const wrong = {
    LAB_ORIGIN: 'https://webserver/',
    LAB_LISTEN_PORT: 'many',
    LAB_ROOT_CERTIFICATE: join(folder, 'missing.crt'),
    LAB_RESSERVER_CLIENT_ID: 'c-1',
  }
  throws(
    () => readConfig(wrong),
    (error: ConfigurationError) => {
      deepEqual(error.problems.map(({ path }) => path).sort(), [
        'LAB_ADMIN_KEY',
        'LAB_LISTEN_PORT',
        'LAB_ORIGIN',
        'LAB_RESSERVER_CLIENT_SECRET',
        'LAB_ROOT_CERTIFICATE',
      ])
      return true
    },
  )
})

test('without a module, or where it has no mapUser, the mapping of the configuration counts', async () => {
  deepEqual(await loadMapping(undefined), {})
  deepEqual(await loadMapping(fileOf('other.ts', 'export const generateToken = 1')), {})
})

test('a mapping hook is loaded from a module', async () => {
  const path = fileOf('hook.ts', 'export const mapUser = (): string => "local"')
  const { mapUser } = (await loadMapping(path)) as { mapUser: () => unknown }
  equal(mapUser(), 'local')
})

test('a mapping hook that cannot be loaded is refused by file and export', async () => {
  const wrong = fileOf('wrong.ts', 'export const mapUser = 1')
  const broken = fileOf('broken.ts', 'throw new Error("broken")')
  await rejects(loadMapping(wrong), place(`${wrong}: mapUser`))
  await rejects(loadMapping(broken), place(`${broken}:1:7`))
  await rejects(loadMapping(join(folder, 'none.ts')), ConfigurationError)
})

function place(path: string) {
  return (error: ConfigurationError) => error.problems[0]?.path === path
}
