import { deepEqual, doesNotMatch, equal, match, ok, rejects } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import { ControlError } from '@oauth-lab/kit/admin/control-client.ts'
import { parse, stringify } from 'yaml'
import { noteSecret } from '../secrets.ts'
import { administer } from './support/administer.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()
const passphrase = 'a passphrase of many words'
noteSecret(passphrase, 'passphrase')

interface File {
  client: {
    serverDefinitions: { id: string; issuer: string }[]
    configurations: { id: string; registration?: { client_id: string } }[]
    applications: Record<string, string | null>
  }
  resserver: { serverDefinitions: { id: string }[]; configuration?: Record<string, unknown> }
}

const exported = async ({ control }: Pick<TestPlace, 'control'>) =>
  parse(await control.transfer.export({ only: ['client', 'resserver'] })) as File

/** A sandbox whose client works at another sandbox, and whose resource server takes other tokens too. */
async function open() {
  const place = await used.sandbox()
  const other = await used.sandbox()
  const made = async (path: string, body: object) => {
    const answer = await administer(place, 'POST', path, body)
    equal(answer.status, 201, JSON.stringify(answer.body))
    return answer.body as { id: string }
  }
  const issuer = { issuer: other.issuer, name: 'The other one' }
  const { id: server } = await made('client/admin/api/server-definitions', issuer)
  const configuration = { name: 'Warehouse', clientName: 'warehouse', server }
  const { id } = await made('client/admin/api/client-configurations', configuration)
  await made(`client/admin/api/client-configurations/${id}/registration`, {})
  const put = (path: string, body: object) => administer(place, 'PUT', path, body)
  equal((await put('client/admin/api/applications/web', { configuration: id })).status, 200)
  const document = { name: 'Store', verification: 'jwt', mapping: { username: 'email' } }
  equal((await put('resserver/admin/api/configuration', document)).status, 200)
  const [client] = await other.control.clients.list({ client_name: 'warehouse' })
  noteSecret(client!.client_secret, 'client_secret')
  return { place, other, id, server, client: client! }
}

async function problemsOf({ control }: TestPlace, document: string, how: object = {}) {
  const error = await control.transfer.import(document, how).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  ok(error instanceof ControlError, String(error))
  equal(error.status, 400)
  return error.problems
}

describe('a file', () => {
  test('holds what is set up at the web client and at the resource server, without a secret', async () => {
    const { place, other, id, server, client } = await open()
    const text = await place.control.transfer.export()
    ok(!text.includes(client.client_secret!))
    doesNotMatch(text, /client_secret:|registration_access_token:/)
    const { client: ofClient, resserver } = parse(text) as File
    deepEqual(
      ofClient.serverDefinitions.map((one) => [one.id, one.issuer]),
      [[server, other.issuer]],
    )
    deepEqual(ofClient.configurations.map((one) => one.id).toSorted(), ['default', id].toSorted())
    const registered = ofClient.configurations.find((one) => one.id === id)?.registration
    equal(registered?.client_id, client.client_id)
    deepEqual(ofClient.applications, { web: id, machine: 'default', spa: null })
    equal(resserver.configuration?.['verification'], 'jwt')
  })

  test('that is encrypted brings both back to exactly what they were', async () => {
    const { place, client } = await open()
    const { control } = place
    const secret = client.client_secret!
    const text = await control.transfer.export({ passphrase })
    ok(!text.includes(secret))
    const before = await exported(place)
    await control.reset()
    equal((await exported(place)).client.applications['web'], 'default')
    ok(!JSON.stringify(await control.snapshot.save()).includes(secret))
    const { changes, notes } = await control.transfer.import(text, { passphrase, mode: 'replace' })
    ok(changes.some(({ part, name }) => part === 'client' && name === 'application web'))
    ok(changes.some(({ part, name }) => part === 'resserver' && name === 'configuration'))
    deepEqual(notes, [])
    deepEqual(await exported(place), before)
    ok(JSON.stringify(await control.snapshot.save()).includes(secret))
    const again = await control.transfer.import(text, {
      passphrase,
      mode: 'replace',
      dryRun: true,
    })
    deepEqual(again.changes, [])
  })

  test('of another sandbox has the addresses of this one, and registrations without a secret are left out', async () => {
    const { place, id } = await open()
    const there = await used.sandbox()
    const text = await place.control.transfer.export()
    const { notes } = await there.control.transfer.import(text, { only: ['client', 'resserver'] })
    const told = notes.filter(({ part }) => part === 'client').map(({ name }) => name)
    ok(told.includes(`configuration ${id}`))
    const now = await exported(there)
    ok(!JSON.stringify(now).includes(place.base))
    equal(now.client.configurations.find((one) => one.id === id)?.registration, undefined)
    equal(now.resserver.configuration?.['audience'], `${there.base}/resserver`)
  })

  test('is merged or replaces, and may be taken in parts', async () => {
    const { place, id, server } = await open()
    const { control } = place
    const document = stringify({
      codeLifetime: 30,
      client: { configurations: [{ id, name: 'Renamed', clientName: 'warehouse', server }] },
      resserver: { configuration: { name: 'Renamed' } },
    })
    const tried = await control.transfer.import(document, { dryRun: true })
    deepEqual(
      tried.changes.map(({ part, name, change }) => `${change} ${part} ${name}`),
      [
        'changed configuration codeLifetime',
        `changed client configuration ${id}`,
        'changed resserver configuration',
      ],
    )
    deepEqual(tried.changes[1]!.members, ['name'])
    await control.transfer.import(document, { only: ['resserver'] })
    equal((await control.config.get()).codeLifetime, 60)
    const merged = await exported(place)
    // What the file does not name stays.
    deepEqual(
      [merged.resserver.configuration?.['name'], merged.resserver.configuration?.['verification']],
      ['Renamed', 'jwt'],
    )
    const { changes } = await control.transfer.import(document, {
      only: ['client'],
      mode: 'replace',
    })
    deepEqual(
      changes.map(({ change, name }) => `${change} ${name}`),
      [`changed configuration ${id}`, 'deleted configuration default'],
    )
    const { client } = await exported(place)
    deepEqual(client.applications, { web: id, machine: null, spa: null })
    equal(client.serverDefinitions.length, 1)
  })

  test('is refused whole with the problems of all roles, each with its line; no role changes anything', async () => {
    const { place } = await open()
    const before = await place.control.transfer.export()
    const document = [
      'codeLifetime: 0',
      'users: [{ username: bob }]',
      'client:',
      '  serverDefinitions:',
      '    - { id: lab, issuer: "https://other.example" }',
      '    - id: typed',
      '      issuer: http://other.example',
      '  configurations:',
      '    - { id: a, name: A, clientName: a, server: nowhere }',
      '    - { id: b, name: B, clientName: b, server: lab, type: public, grantTypes: [client_credentials] }',
      '  applications:',
      '    machine: nothing',
      '    web: a',
      'resserver:',
      '  configuration:',
      '    verification: never',
      'resservers: []',
    ].join('\n')
    const problems = await problemsOf(place, document)
    deepEqual(
      problems
        .map(({ path, line }) => [path, line])
        .toSorted((a, b) => Number(a[1]) - Number(b[1])),
      [
        ['codeLifetime', 1],
        ['client.serverDefinitions.0.id', 5],
        ['client.serverDefinitions.1.issuer', 7],
        ['client.configurations.0.server', 9],
        ['client.configurations.1.grantTypes', 10],
        ['client.applications.machine', 12],
        ['resserver.configuration.verification', 16],
        ['resservers', 17],
      ],
    )
    equal(await place.control.transfer.export(), before)
    const unfit = stringify({ client: { applications: { spa: 'default' } } })
    match((await problemsOf(place, unfit))[0]!.message, /keeps no secret/)
    const gone = stringify({ resserver: { configuration: { serverDefinition: 'nowhere' } } })
    equal((await problemsOf(place, gone))[0]!.path, 'resserver.configuration.serverDefinition')
  })

  test('may be of one role alone, by that role’s own management API', async () => {
    const { place } = await open()
    for (const [role, member] of [
      ['client', 'client'],
      ['resserver', 'resserver'],
    ] as const) {
      const { body } = await administer(place, 'POST', `${role}/admin/api/export`, {})
      const { document } = body as { document: string }
      deepEqual(Object.keys(parse(document) as object), ['base', member])
      const back = await administer(place, 'POST', `${role}/admin/api/import`, { document })
      deepEqual([back.status, (back.body as { changes: unknown[] }).changes], [200, []])
    }
  })
})

const local = embeddedOnly('starts labs of its own')
const folder = mkdtempSync(join(tmpdir(), 'lab-transfer-roles-'))
after(() => rmSync(folder, { recursive: true }))

local.suite('the file of a start', () => {
  local.test(
    'sets up client and resource server of each sandbox, or refuses the start',
    async () => {
      const config = join(folder, 'start.yaml')
      const file = {
        client: {
          configurations: [
            { id: 'mine', name: 'Mine', clientName: 'mine', server: 'lab', registersItself: true },
          ],
          applications: { web: 'mine' },
        },
        resserver: { configuration: { name: 'Mine' } },
      }
      writeFileSync(config, stringify(file))
      {
        await using lab = await startLab({ config })
        await using sandbox = await lab.control.sandboxes.create()
        for (const place of [lab, sandbox]) {
          const { client, resserver } = await exported(place)
          equal(client.applications['web'], 'mine')
          equal(resserver.configuration?.['name'], 'Mine')
        }
      }
      writeFileSync(config, 'codeLifetime: 0\nclient:\n  applications:\n    web: other\n')
      await rejects(startLab({ config }), ({ message }: Error) => {
        match(message, /start\.yaml:1:1: codeLifetime/)
        match(
          message,
          /start\.yaml:4:5: client\.applications\.web: there is no client configuration/,
        )
        return true
      })
    },
  )
})
