import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { noteSecret } from '../secrets.ts'
import { runCommand } from '../runner/run-command.ts'
import { useLab } from './support/use-lab.ts'

const used = useLab()
const folder = mkdtempSync(join(tmpdir(), 'lab-control-docs-'))
after(() => rmSync(folder, { recursive: true }))

const text = readFileSync(join(import.meta.dirname, '../../docs/control.md'), 'utf8')
/** The first block says where the lab is; a test's lab is elsewhere. */
const [, ...blocks] = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!)

test('the examples of docs/control.md run by curl, one after the other', async () => {
  const { base } = await used.sandbox()
  const { ca, origin, address } = used.lab
  const { hostname, port } = new URL(origin)
  const file = join(folder, 'root.crt')
  writeFileSync(file, ca)
  // Where the origin's name does not resolve here, the lab is at its address.
  const at = `--connect-to ${hostname}:${port || 443}:${address}:${port || 443}`
  const separator = '\n=====\n'
  const script = [
    'set -eu',
    `curl() { command curl ${at} "$@"; }`,
    ...blocks.flatMap((block) => [
      // Who signed in at a sandbox makes no other ones.
      ...(block.includes('POST sandboxes') ? [`LAB=${origin}`, blocks[0]!] : []),
      block,
      `printf '${separator.replaceAll('\n', '\\n')}'`,
    ]),
  ].join('\n')
  const { code, output } = await runCommand('sh', ['-c', script], {
    cwd: folder,
    env: { ...process.env, LAB: base, CA: file },
  })
  for (const [secret] of output.matchAll(/(?<=(?:token|value|code)"?[:=]"?)[\w.~-]{20,}/g)) {
    noteSecret(secret, 'token')
  }
  equal(code, 0, output)
  const [
    ,
    conditions,
    clients,
    pages,
    tokens,
    inventory,
    session,
    walks,
    automatic,
    given,
    configuration,
    clock,
    transfer,
    snapshot,
    held,
    recorded,
    debug,
    ,
    audit,
    ,
    blank,
  ] = output.split(separator)
  match(conditions!, /^HTTP\S+ 200[^]*^HTTP\S+ 412/m)
  match(clients!, /"client_id":"my-app"/)
  equal(pages!.match(/"total":1,"page":1,"size":10/g)?.length, 2)
  equal(tokens!.match(/"token":"/g)?.length, 7)
  equal(inventory!.match(/"total":/g)?.length, 2)
  match(inventory!, /"refreshTokens":\[\]\}[^]*\{"revoked":\d+\}/)
  match(session!, /"storageState":\{"cookies":\[/)
  const parameters = [...walks!.matchAll(/"parameters":\{"(\w+)":/g)].map(([, name]) => name)
  deepEqual(parameters, ['code', 'code', 'error'])
  match(automatic!, /https:\/\/app\.example\/callback\?code=/)
  equal(given!.match(/"total":[1-9]/g)?.length, 3)
  match(configuration!, /"my\/orders":"See your orders"/)
  equal(configuration!.match(/"keys":/g)?.length, 3)
  equal(clock!.match(/"now":/g)?.length, 12)
  match(transfer!, /"dryRun":true,"changes":\[\],"unchanged":[1-9]/)
  match(snapshot!, /"rewritten":0,"left":\[\]\}/)
  match(snapshot!, /"client_name":"My application"/)
  // The release is answered before or after the request that it lets go.
  for (const told of [/"released":1/, /"access_token":/, /"used":1/]) match(held!, told)
  match(recorded!, /"message":"token request"[^]*"dropped":0[^]*"dropped":0/)
  match(debug!, /^\{"until":"\d{4}-.*\n?\{"until":"\d{4}-.*\n?\{"until":null\}/)
  equal(audit!.match(/"kind":"change"/g)?.length, 5)
  match(audit!, /"total":\d+[^]*"total":\d+/)
  match(blank!, /^\[\].*server\.defined[^]*"my\/scope":"Read/)
  ok(output.endsWith(separator))
})

test('the file of docs/control.md for --config is one that the lab takes', async () => {
  const [, document] = /^```json\n(.*?)^```$/ms.exec(text)!
  const { users, clients, ...configuration } = JSON.parse(document!) as {
    users: Parameters<typeof used.lab.control.users.create>[0][]
    clients: Parameters<typeof used.lab.control.clients.create>[0][]
  }
  const { control } = await used.sandbox()
  for (const user of users) equal((await control.users.create(user)).username, 'alice')
  for (const client of clients) equal((await control.clients.create(client)).client_id, 'my-app')
  equal((await control.config.put(configuration))['accessTokenLifetime'], 300)
})

test('the file of docs/control.md is one that the lab imports', async () => {
  const [, document] = /^```yaml\n(.*?)^```$/ms.exec(text)!
  const { control } = await used.sandbox()
  const { changes } = await control.transfer.import(document!)
  const names = changes.map(({ change, part, name }) => `${change} ${part} ${name}`)
  deepEqual(names.slice(2), [
    'created clients my-app',
    'created users alice',
    'created client server definition other',
    'created client configuration shop',
    'changed client application web',
    'changed resserver configuration',
  ])
})
