import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createLeaf, createRoot } from '@oauth-lab/kit/certificate-issuer.ts'
import { roles } from '@oauth-lab/webserver/routes.ts'
import type { RoleName } from '@oauth-lab/webserver/routes.ts'
import { runCommand } from '../runner/run-command.ts'
import { docker, nothingSet, requireDocker, startComposeLab } from './support/compose-lab.ts'
import type { Service } from './support/compose-lab.ts'
import { runLab } from '../run-program.ts'

const project = join(import.meta.dirname, '../..')
const script = join(project, 'scripts/lab.ts')
const work = mkdtempSync(join(tmpdir(), 'lab-doctor-'))
after(() => rmSync(work, { recursive: true, force: true }))
const lab = await startComposeLab()
after(() => lab.stop())
lab.writeLabFile(join(work, 'lab.json'))

interface Finding {
  probe: string
  state: string
  says: string
  seen?: string
  expected?: string
  fix?: string
}

/** What is wrong, as `place: probe: says`, besides the name of the web server, which only some hosts know. */
async function doctor(
  data = work,
  env: Record<string, string> = {},
): Promise<{ wrong: string[]; findings: Finding[]; stdout: string }> {
  const args = ['doctor', '--json', '--data', data]
  const { stdout } = await runLab(args, { env: { ...process.env, ...env } })
  const { places } = JSON.parse(stdout) as { places: { place: string; findings: Finding[] }[] }
  const all = places.flatMap(({ place, findings }) => findings.map((one) => ({ place, ...one })))
  const findings = all.filter(
    ({ place, probe, state }) =>
      state === 'wrong' && !(place === 'this machine' && probe === 'name'),
  )
  for (const { seen, expected, fix } of findings) ok(seen && expected && fix)
  return {
    stdout,
    findings,
    wrong: findings.map(({ place, probe, says }) => `${place}: ${probe}: ${says}`),
  }
}

/** What the doctor finds while services are as an overlay says; that they stay. */
async function doctorWith(document: Partial<Record<RoleName, object>>) {
  const path = join(work, 'overlay.json')
  writeFileSync(path, JSON.stringify({ services: document }))
  const changed = roles.filter((role) => role in document)
  const wanted = ['up', '--detach', '--no-deps', '--wait', ...changed]
  const { code, output } = await lab.compose(['--file', path, ...wanted])
  equal(code, 0, output)
  for (const role of changed) await lab.throughWebServer(role)
  return doctor()
}

/**
 * Runs the line that fixes a finding, without its words for people, in the lab's folder. The shell
 * has nothing set.
 * @param started what it starts; resolves when that is healthy, and a role also behind the web
 *   server
 */
async function runMend({ fix }: Finding, started?: Service): Promise<void> {
  const line = fix!.replace(/; or, [^;]*$/, '').replace(/ \([^)]*\)$/, '')
  await lab.keepLogs()
  const { code, output } = await runCommand('sh', ['-c', line], { cwd: project, env: nothingSet })
  equal(code, 0, `${line}\n${output}`)
  if (started === undefined) return
  const up = await lab.compose(['up', '--no-recreate', '--no-deps', '--wait', started])
  equal(up.code, 0, up.output)
  if (started !== 'webserver') await lab.throughWebServer(started)
}

test('nothing is wrong with a healthy lab, seen from this machine and from inside each container', async () => {
  const { wrong, stdout } = await doctor()
  deepEqual(wrong, [])
  const { places } = JSON.parse(stdout) as { places: { place: string; findings: Finding[] }[] }
  deepEqual(
    places.map(({ place }) => place.replace('inside ', '')),
    ['this machine', 'webserver', 'authserver', 'resserver', 'client', 'control'],
  )
  for (const { place, findings } of places.slice(2)) {
    const probes = findings.filter(({ state }) => state === 'ok').map(({ probe }) => probe)
    const looked = 'container name port certificate issuer discovery forwarded jwks clock'
    deepEqual(probes, looked.split(' '), place)
  }
})

test('an unknown CA in one container is told of that container alone, and the line given fixes it', async () => {
  const { certificate } = await createRoot('webserver')
  const path = join(work, 'other.crt')
  writeFileSync(path, certificate)
  const { wrong, findings } = await doctorWith({
    resserver: {
      environment: { LAB_ROOT_CERTIFICATE: '/other.crt' },
      volumes: [`${path}:/other.crt:ro`],
    },
  })
  deepEqual(wrong, [
    'inside resserver: certificate: the certificate’s authority is not trusted in resserver',
  ])
  match(findings[0]!.seen!, /^signed by OAuth Lab root /)
  await runMend(findings[0]!, 'resserver')
  deepEqual((await doctor()).wrong, [])
})

test('an issuer of localhost inside and another name outside is told', async () => {
  const inner = `https://localhost:${new URL(lab.origin).port}`
  const { wrong, findings } = await doctorWith({ client: { environment: { LAB_ORIGIN: inner } } })
  const expected = 'inside client: issuer: client uses another origin than the one it is reached by'
  ok(wrong.includes(expected), wrong.join('\n'))
  ok(wrong.every((line) => !line.startsWith('inside ') || line.startsWith('inside client')))
  const [found] = findings.filter(({ probe }) => probe === 'issuer')
  deepEqual([found?.seen, found?.expected], [inner, lab.origin])
  const asItWas = await lab.compose(['up', '--detach', '--no-deps', '--wait', 'client'])
  equal(asItWas.code, 0, asItWas.output)
  await lab.throughWebServer('client')
})

test('a role whose container does not run is told by its container and by its health, and the line given fixes it', async () => {
  await requireDocker(['stop', lab.container('resserver')])
  const { wrong, findings } = await doctor()
  ok(wrong.includes('this machine: health: the resserver does not answer'), wrong.join('\n'))
  ok(wrong.includes('inside resserver: container: the container of resserver does not run'))
  // The others' names are still found.
  deepEqual(
    wrong.filter((line) => line.startsWith('inside webserver')),
    ['inside webserver: name: resserver does not resolve in the web server'],
  )
  const found = findings.find(({ probe }) => probe === 'container')!
  match(found.fix!, new RegExp(`^docker compose -p ${lab.name} start resserver;`))
  await runMend(found, 'resserver')
  deepEqual((await doctor()).wrong, [])
})

test('a clock of a role that is off is told, and the line given fixes it', async () => {
  const clock = ['clock', '+5m', '--role', 'client', '--data', work]
  equal((await runCommand(process.execPath, [script, ...clock])).code, 0)
  const { wrong, findings } = await doctor()
  deepEqual(wrong, ['this machine: clock: the clock of client is 5 min ahead of the lab’s'])
  await runMend(findings[0]!)
  deepEqual((await doctor()).wrong, [])
})

test('a certificate that nginx has not taken up is told, and an expired one from everywhere; the lines given fix both', async () => {
  const read = (path: string) => requireDocker(['exec', lab.container('control'), 'cat', path])
  const root = {
    certificate: await read('/lab/config/root.crt'),
    key: await fromBootstrap('/lab/volumes/certificates/root.key'),
  }
  const { certificate, key } = await createLeaf(root, 'webserver', -0.5)
  await keepLeaf({ certificate, key })
  const before = await doctor()
  deepEqual(before.wrong, [
    'inside webserver: certificate: the web server shows another certificate than the one in its folder',
  ])
  await runMend(before.findings[0]!, 'webserver')
  const expired = await doctor()
  for (const place of ['this machine', 'inside authserver', 'inside client']) {
    ok(expired.wrong.includes(`${place}: certificate: the certificate has ended`), place)
  }
  equal(expired.findings[0]?.fix, `./lab certs renew --data ${work}`)
  await runMend(expired.findings[0])
  deepEqual((await doctor()).wrong, [])
})

test('a lab that bootstrap refused to make is told with the reason', async () => {
  const project = ['compose', '--project-name', `${lab.name}-refused`]
  const open = { ...nothingSet, LAB_BIND: '0.0.0.0', LAB_ADMIN_PASSWORD: 'p-own' }
  try {
    await docker(
      [...project, 'up', '--no-build', '--exit-code-from', 'bootstrap', 'bootstrap'],
      open,
    )
    const { findings } = await doctor(join(work, 'none'), {
      COMPOSE_PROJECT_NAME: `${lab.name}-refused`,
    })
    const [found, ...others] = findings.filter(({ probe }) => probe === 'docker')
    deepEqual(others, [])
    equal(found?.says, 'the container of bootstrap is there and does no work')
    match(found.seen!, /^exited with exit code 1: LAB_DEVELOPER_PASSWORD: set one of your own/)
  } finally {
    await docker([...project, 'down', '--volumes'])
  }
})

test('a port that something else took is told with its variable, of a lab that could not start for it', async () => {
  await using taker = createServer().listen(0, '127.0.0.1')
  await once(taker, 'listening')
  const port = String((taker.address() as AddressInfo).port)
  const name = `${lab.name}-taken`
  const project = ['compose', '--env-file', '/dev/null', '--project-name', name]
  const set = { ...nothingSet, LAB_PORT: port }
  try {
    const { code } = await docker([...project, 'up', '--no-build', '--detach', 'webserver'], set)
    ok(code !== 0)
    const { findings, stdout } = await doctor(join(work, 'none'), {
      COMPOSE_PROJECT_NAME: name,
      LAB_PORT: port,
    })
    const found = findings.find(({ probe }) => probe === 'docker')
    equal(found?.says, 'the container of webserver is there and does no work')
    match(found.seen!, /^it could not be started: .*address already in use$/)
    match(found.fix!, new RegExp(`^port ${port} of 127.0.0.1 is in use; .*LAB_PORT`))
    match(stdout, new RegExp(`"${port}, for a lab in containers, is taken by`))
  } finally {
    await docker([...project, 'down', '--volumes'], set)
  }
})

/** A file of a volume that only bootstrap has. */
function fromBootstrap(path: string): Promise<string> {
  return inBootstrap(['cat', path])
}

/** Puts a leaf where nginx reads it at its next start. */
async function keepLeaf(leaf: { certificate: string; key: string }): Promise<void> {
  const files = { 'leaf.crt': leaf.certificate, 'leaf.key': leaf.key }
  for (const [name, text] of Object.entries(files)) {
    const encoded = Buffer.from(text).toString('base64')
    await inBootstrap(['sh', '-c', `echo ${encoded} | base64 -d > /lab/volumes/webserver/${name}`])
  }
}

/** Runs a program with bootstrap's volumes; bootstrap itself has ended. */
async function inBootstrap([program, ...args]: [string, ...string[]]): Promise<string> {
  const container = lab.container('bootstrap')
  const image = (
    await requireDocker(['inspect', '--format', '{{.Config.Image}}', container])
  ).trim()
  const hardened = ['--rm', '--network', 'none', '--volumes-from', container]
  return requireDocker(['run', ...hardened, '--entrypoint', program, image, ...args])
}
