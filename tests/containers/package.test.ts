import { equal, match } from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { runCommand } from '../runner/run-command.ts'
import { createForeignProject, readReadme } from '../package/foreign-project.ts'
import type { ForeignProject } from '../package/foreign-project.ts'

const readme = readReadme()
/** A program that hangs says where, before the whole file is given up. */
const testing = ['--test', '--test-timeout=90000']
const programs = ['container.test.ts', 'network.test.ts']
/** An image that no other run has: the package makes it on first use. */
const version = `0.0.0-test-${process.pid}`

suite('oauth-lab/testcontainers', { timeout: 600_000 }, () => {
  let project: ForeignProject

  before(async () => {
    // Testcontainers' helper images come from a registry. In a virtual machine with /.dockerenv it
    // takes the engine for another host's.
    process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true'
    process.env['TESTCONTAINERS_HOST_OVERRIDE'] ??= 'localhost'
    const packages = ['@types/node', 'openid-client', 'testcontainers']
    project = await createForeignProject({ packages, ownNode: false })
    const manifest = join(project.folder, 'node_modules/oauth-lab/package.json')
    const published = JSON.parse(readFileSync(manifest, 'utf8')) as object
    writeFileSync(manifest, JSON.stringify({ ...published, version }))
    for (const name of programs) project.write(name, readme[name]!)
  })
  after(async () => {
    await runCommand('docker', ['rmi', '--force', `oauth-lab/all-in-one:${version}`])
    project?.remove()
  })

  test('the README’s programs pass the compiler', async () => {
    // Declarations of packages that Testcontainers uses do not check each other.
    const { code, output } = await project.checkTypes(programs, { skipLibCheck: true })
    equal(code, 0, output)
  })

  test('the README’s programs run in a foreign project; the image is made on first use', async () => {
    const { code, output } = await project.node(...testing, '--test-concurrency=1', ...programs)
    equal(code, 0, output)
    match(output, /pass 2\n/)
  })

  test('hooks and configuration reach the lab, and a reset gives other credentials', async () => {
    project.write('hooks.ts', `export const generateToken = () => ({ response: { mine: true } })`)
    project.write(
      'customized.test.js',
      `import { equal, notEqual } from 'node:assert/strict'
      import { test } from 'node:test'
      import { OAuthLabContainer } from 'oauth-lab/testcontainers'

      test('customized', async () => {
        await using lab = await new OAuthLabContainer()
          .withHooks('hooks.ts')
          .withConfiguration({ accessTokenLifetime: 77 })
          .start()
        const ask = async ({ clientId, clientSecret }) => {
          const response = await lab.trustedFetch(lab.issuer + '/token', {
            method: 'POST',
            headers: { authorization: 'Basic ' + btoa(clientId + ':' + clientSecret) },
            body: new URLSearchParams({ grant_type: 'client_credentials' }),
          })
          return response.json()
        }
        const before = lab.clientCredentials
        const { mine, expires_in } = await ask(before)
        equal(mine, true)
        equal(expires_in, 77)
        await lab.reset()
        equal((await ask(before)).error, 'invalid_client')
        equal((await ask(lab.clientCredentials)).mine, true)
      })`,
    )
    const { code, output } = await project.node(...testing, 'customized.test.js')
    equal(code, 0, output)
  })

  test('a port that was taken meanwhile is no failure, and the port is published on loopback only', async () => {
    project.write(
      'taken.test.js',
      `import { equal, notEqual } from 'node:assert/strict'
      import { execFileSync } from 'node:child_process'
      import { once } from 'node:events'
      import { createServer } from 'node:net'
      import { test } from 'node:test'
      import { OAuthLabContainer } from 'oauth-lab/testcontainers'

      test('taken', async () => {
        const server = createServer().listen(0, '127.0.0.1')
        await once(server, 'listening')
        const taken = [server.address().port]
        class Unlucky extends OAuthLabContainer {
          choosePort() {
            return taken.shift() ?? super.choosePort()
          }
        }
        const { port } = server.address()
        await using lab = await new Unlucky().start()
        server.close()
        notEqual(lab.origin, 'https://localhost:' + port)
        equal((await lab.trustedFetch(lab.issuer + '/jwks')).status, 200)
        const format = '{{range $inner, $outer := .HostConfig.PortBindings}}{{$inner}} {{range $outer}}{{.HostIp}}:{{.HostPort}}{{end}} {{end}}'
        const own = new URL(lab.origin).port
        const bindings = execFileSync('docker', ['inspect', '--format', format, lab.getId()], { encoding: 'utf8' })
        equal(bindings.trim(), own + '/tcp 127.0.0.1:' + own)
      })`,
    )
    const { code, output } = await project.node(...testing, 'taken.test.js')
    equal(code, 0, output)
  })

  test('a lab that can’t start says why, and leaves no container', async () => {
    project.write('broken.ts', 'export const generateToken = 1')
    project.write(
      'broken.js',
      `import { OAuthLabContainer } from 'oauth-lab/testcontainers'
      const starting = new OAuthLabContainer().withHooks('broken.ts').withLabels({ broken: '${version}' })
      await starting.start().catch((error) => console.log(error.message))`,
    )
    const { output } = await project.node('broken.js')
    match(output, /^The lab did not start in its container:\n.*hooks cannot be used/)
    match(output, /broken\.ts: generateToken: must be a function/)
    const left = await runCommand('docker', ['ps', '-aq', '--filter', `label=broken=${version}`])
    equal(left.output, '')
  })

  test('an origin that is none is refused at once', async () => {
    project.write(
      'origin.js',
      `import { OAuthLabContainer } from 'oauth-lab/testcontainers'
      new OAuthLabContainer().withOrigin('http://oauth-lab')`,
    )
    const { code, output } = await project.node('origin.js')
    equal(code, 1)
    match(output, /TypeError: http:\/\/oauth-lab is not an origin/)
  })
})
