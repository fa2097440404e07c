import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { OAuth2Server } from 'oauth2-mock-server'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import { runProgram } from '../run-program.ts'
import { noteSecret } from '../secrets.ts'
import { clientToken, flowTokens, introspect } from './support/code-flow.ts'
import { embeddedOnly } from './support/embedded-only.ts'

const { suite, test } = embeddedOnly('starts labs by the command line')
const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'lab-foreign-import-'))
const data = join(folder, 'data')
const fixtures = join(root, 'scripts/foreign/fixtures')
const realm = join(fixtures, 'keycloak-realm.json')
const orders = { client_id: 'orders', client_secret: 'secret-of-orders' }
noteSecret(orders.client_secret, 'client_secret')

const lab = (...args: string[]) => runProgram(join(root, 'lab'), [...args, '--data', data])

async function succeeds(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await lab(...args)
  equal(code, 0, `${args.join(' ')}: ${stderr}`)
  return stdout
}

function claimsOf(token: string): Record<string, unknown> {
  const [, payload] = token.split('.')
  return JSON.parse(Buffer.from(payload!, 'base64url').toString()) as Record<string, unknown>
}

suite('./lab import --from', () => {
  before(() => succeeds('up', '--detach', '--port', '0'))
  after(async () => {
    await lab('down')
    rmSync(folder, { recursive: true })
  })

  test('keycloak takes a realm over: settings, clients, users and mappers, and says what not', async () => {
    const hooks = join(folder, 'realm-hooks.ts')
    const before = await succeeds('export')
    const tried = await succeeds('import', '--from', 'keycloak', realm, '--dry-run')
    match(tried, /^\+ clients orders$/m)
    match(tried, /^ {2}\d+ claims of mappers: --hooks FILE writes a module/m)
    equal(await succeeds('export'), before)

    const told = await succeeds('import', '--from', 'keycloak', realm, '--hooks', hooks)
    match(told, /^~ configuration accessTokenLifetime$/m)
    match(told, /^\+ users alice$/m)
    match(told, /^! users bob: cannot sign in: set a password$/m)
    match(told, /^not taken over:$/m)
    match(told, /clients\.orders\.redirectUris: https:\/\/orders\.example\/\* has a wildcard/)
    match(told, /users\.bob\.credentials: a hashed password/)
    const again = await succeeds('import', '--from', 'keycloak', realm)
    match(again, /: 0 changed, \d+ unchanged$/m)
    await succeeds('down')

    await using running = await startLab({ data, hooks })
    const redirect_uri = 'https://orders.example/callback'
    const scope = 'openid profile department'
    const tokens = await flowTokens(running, orders, { redirect_uri, scope }, { username: 'alice' })
    const access = claimsOf(tokens.access_token)
    deepEqual(access['realm_access'], { roles: ['seller', 'buyer'] })
    deepEqual(access['resource_access'], { orders: { roles: ['manage-orders'] } })
    deepEqual(access['tenant'], { number: 7 })
    equal(access['sub'], '7f0c4a5e-6a0d-4e7b-8a51-3f0f1d2c9b10')
    equal(claimsOf(String(tokens['id_token']))['department'], 'sales')
    // Nobody stands behind a client's own token: no roles.
    const machine = await clientToken(running, orders, { scope: 'department' })
    equal(claimsOf(machine)['realm_access'], undefined)
    equal((await introspect(running, orders, machine))['active'], true)
    await running.stop()
    await succeeds('up', '--detach', '--port', '0')
  })

  test('navikt and oauth2-mock-server: an issuer’s clients and claims, and keys', async () => {
    const config = join(fixtures, 'navikt-config.json')
    const told = await succeeds('import', '--from', 'navikt', config, '--realm', 'maskin')
    match(told, /^\+ clients batch$/m)
    match(told, /^! clients batch: gets a new secret: the file has none$/m)
    match(told, /tokenProvider\.systemTime: set the lab’s clock: .\/lab clock 2030-01-21T00:00:00Z/)

    const server = new OAuth2Server()
    await server.issuer.keys.generate('ES256')
    const [key] = server.issuer.keys.toJSON(true)
    const file = join(folder, 'key.json')
    writeFileSync(file, JSON.stringify(key))
    const keys = await succeeds('import', '--from', 'oauth2-mock-server', file)
    ok(keys.includes(`+ keys ${key!.kid}\n`), keys)
    const token = await succeeds('token')
    const [header] = token.split('.')
    const { kid, alg } = JSON.parse(Buffer.from(header!, 'base64url').toString()) as object & {
      kid: string
      alg: string
    }
    deepEqual([kid, alg], [key!.kid, 'ES256'])
  })

  test('puts the mappers in force in a sandbox, where hooks may be edited', async () => {
    const refused = await lab('import', '--from', 'keycloak', realm, '--load-hooks')
    equal(refused.code, 1)
    match(refused.stderr, /--load-hooks: .*--edit-hooks/)
    await succeeds('down')
    await succeeds('up', '--detach', '--port', '0', '--edit-hooks')
    await succeeds('sandbox', 'create', '--id', 'shop')
    const told = await succeeds(
      'import',
      '--from',
      'keycloak',
      realm,
      '--load-hooks',
      '--sandbox',
      'shop',
    )
    match(told, /^the sandbox's hooks add \d+ claims of mappers$/m)
    const token = await succeeds(
      'token',
      '--client',
      'orders',
      '--scope',
      'department',
      '--sandbox',
      'shop',
    )
    deepEqual(claimsOf(token)['tenant'], { number: 7 })
    const again = await lab(
      'import',
      '--from',
      'keycloak',
      realm,
      '--load-hooks',
      '--sandbox',
      'shop',
    )
    match(again.stderr, /the sandbox has hooks of its own/)
  })

  test('refuses a file of another kind by its line, and a server that it does not know', async () => {
    const wrong = await lab('import', '--from', 'keycloak', join(fixtures, 'navikt-config.json'))
    equal(wrong.code, 1)
    match(
      wrong.stderr,
      /This is not a realm of Keycloak\.\n.*navikt-config\.json:1:1 realm: must be set/,
    )
    const several = await lab('import', '--from', 'navikt', join(fixtures, 'navikt-config.json'))
    match(several.stderr, /:9:3 tokenCallbacks: the file has maskin, people: choose one by --realm/)
    const server = await lab('import', '--from', 'keykloak', realm)
    equal(server.code, 2)
    match(server.stderr, /--from is one of .*; did you mean keycloak\?/)
    const alone = await lab('import', realm, '--hooks', join(folder, 'x.ts'))
    equal(alone.code, 2)
    match(alone.stderr, /--realm, --hooks and --load-hooks go with --from/)
    ok(readFileSync(realm, 'utf8').includes('keycloakVersion'))
  })
})
