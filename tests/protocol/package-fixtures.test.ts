import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { copyFileSync, existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { createForeignProject, readReadme } from '../package/foreign-project.ts'
import type { ForeignProject } from '../package/foreign-project.ts'
import { findBrowserTools } from '../runner/browser.ts'
import { readSecrets, scanLogs } from '../runner/scan-logs.ts'
import { embeddedOnly } from './support/embedded-only.ts'

const { test } = embeddedOnly('is about the published package')
const readme = readReadme()
const programs = ['sign-in.spec.ts', 'expired.test.ts', 'audience.test.ts']
let project: ForeignProject

if (!process.env['LAB_TEST_LAB']) {
  before(async () => {
    const packages = ['@playwright/test', '@types/node', 'vitest']
    project = await createForeignProject({ packages, ownNode: true })
    for (const name of programs) project.write(name, readme[name]!)
    const notes = 'note-secrets.js'
    copyFileSync(join(import.meta.dirname, '../package', notes), join(project.folder, notes))
  })
  after(() => project?.remove())
}

test('the README’s tests with fixtures pass the compiler; a fixture that is not there is refused', async () => {
  project.write(
    'wrong.ts',
    `import { test } from 'oauth-lab/playwright'
    test.use({ labOptions: { prot: 1 } })
    test('wrong', ({ sandbox, sandbocks }) => sandbox.control.nothing())`,
  )
  // Declarations of the runners do not check each other.
  const { output } = await project.checkTypes([...programs, 'wrong.ts'], {
    skipLibCheck: true,
    lib: ['es2024', 'esnext.disposable', 'dom'],
  })
  const places = output.split('\n').flatMap((line) => /^\S.*?(?=: error)/.exec(line)?.[0] ?? [])
  deepEqual(places, ['wrong.ts(2,30)', 'wrong.ts(3,31)', 'wrong.ts(3,63)'], output)
})

test('Playwright: page and request trust the lab and no other; a failed test has its recording attached', async (t) => {
  const tools = await findBrowserTools()
  if (typeof tools === 'string') return t.skip(tools)
  project.write(
    'playwright.config.js',
    `export default {
      reporter: [['list'], ['json', { outputFile: 'report.json' }]],
      timeout: 120_000,
      use: { launchOptions: { executablePath: ${JSON.stringify(tools.shell ?? tools.browser)} } },
    }`,
  )
  project.write(
    'other-lab.spec.ts',
    `import { startLab } from 'oauth-lab'
    import { expect, test } from 'oauth-lab/playwright'
    test('another lab', async ({ page, request }) => {
      await using other = await startLab()
      await expect(page.goto(other.origin)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID')
      await expect(request.get(other.origin)).rejects.toThrow(/unable to (verify|get)/)
      await expect(fetch(other.origin)).rejects.toThrow()
    })`,
  )
  project.write(
    'plain-http.spec.ts',
    `import { expect, test } from 'oauth-lab/playwright'
    test.use({ labOptions: { tls: false } })
    test('plain HTTP', async ({ page, request, sandbox }) => {
      expect(sandbox.issuer).toMatch(/^http:\\/\\/localhost:/)
      expect((await request.get(sandbox.issuer + '/jwks')).status()).toBe(200)
      await page.goto('spa/')
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are signed out')
    })`,
  )
  project.write(
    'broken.spec.ts',
    `import { expect, test } from 'oauth-lab/playwright'
    import { noteSecrets } from './note-secrets.js'
    test('broken on purpose', async ({ page, sandbox }) => {
      await page.goto('client/application/')
      await page.getByRole('link', { name: 'Sign in' }).click()
      await page.getByLabel('User name').fill('developer')
      await page.getByLabel('Password').fill('test')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('button', { name: 'Allow' }).click()
      await page.getByRole('heading', { name: 'Signed in as Dana Developer' }).waitFor()
      await noteSecrets(sandbox.control)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nobody', { timeout: 1 })
    })`,
  )
  const { code, output } = await project.bin(
    'playwright',
    'test',
    '--workers=1',
    '.spec.ts',
    '--grep-invert',
    'wrong',
  )
  equal(code, 1, output)
  match(output, /1 failed\n.*broken on purpose.*\n +5 passed/, output)
  const [har, markdown, ...others] = globSync('test-results/*/attachments/oauth-*', {
    cwd: project.folder,
  }).sort()
  deepEqual(others, [])
  for (const path of [har!, markdown!]) ok(output.includes(path), `${path}\n${output}`)
  requireFlow(har!, markdown!)
  return undefined
})

for (const browser of ['firefox', 'webkit'] as const) {
  const trusted =
    browser === 'firefox' ? 'trusts the lab’s root by a policy' : 'needs no trust without TLS'
  test(`Playwright: ${browser} ${trusted}`, async (t) => {
    const playwright = await import('@playwright/test')
    const path = playwright[browser].executablePath()
    if (!existsSync(path)) return t.skip(`Playwright’s own ${browser} is not installed`)
    project.write(
      `${browser}.config.js`,
      `export default { use: { browserName: '${browser}', labOptions: { tls: ${browser === 'firefox'} } } }`,
    )
    const { code, output } = await project.bin(
      'playwright',
      'test',
      '-c',
      `${browser}.config.js`,
      'sign-in.spec.ts',
    )
    equal(code, 0, output)
    return undefined
  })
}

test('node:test: a failed test leaves its recording in a folder, and tells where', async () => {
  project.write(
    'broken.test.js',
    `import { equal } from 'node:assert/strict'
    import { suite, test } from 'node:test'
    import { useLab } from 'oauth-lab/node-test'
    import { askForToken } from './ask-for-token.js'
    suite('a suite', () => {
      const used = useLab({ recordings: 'kept' })
      test('passes', async (t) => equal(await askForToken(await used.sandbox(t)), 200))
      test('broken on purpose', async (t) => equal(await askForToken(await used.sandbox(t)), 201))
    })`,
  )
  writeAskForToken()
  const { code, output } = await project.node('--test', 'broken.test.js', 'expired.test.ts')
  equal(code, 1, output)
  match(output, /pass 2\n.*fail 1\n/s)
  const [folder, ...others] = globSync('kept/*', { cwd: project.folder })
  deepEqual(others, [])
  match(folder!, /broken\.test\.js-a-suite-broken-on-purpose-/)
  ok(output.includes(`what the lab recorded: ${join(project.folder, folder!)}\n`), output)
  requireFlow(join(folder!, 'oauth.har'), join(folder!, 'oauth.md'))
})

test('Vitest: a failed test leaves its recording in a folder, and tells where', async () => {
  project.write(
    'broken.vitest.test.js',
    `import { expect, test as base } from 'oauth-lab/vitest'
    import { askForToken } from './ask-for-token.js'
    const test = base.extend({ sandboxOptions: { id: 'chosen' } })
    test('passes', async ({ sandbox }) => {
      expect(sandbox.id).toBe('chosen')
      expect(await askForToken(sandbox)).toBe(200)
    })
    test.fails('fails as it should', async ({ sandbox }) => expect(await askForToken(sandbox)).toBe(201))
    test('broken on purpose', async ({ sandbox }) => expect(await askForToken(sandbox)).toBe(201))`,
  )
  writeAskForToken()
  const files = ['broken.vitest.test.js', 'audience.test.ts']
  const { code, output } = await project.bin('vitest', 'run', '--testTimeout=60000', ...files)
  equal(code, 1, output)
  match(output, /Tests +1 failed \| 2 passed \| 1 expected fail/, output)
  const [folder, ...others] = globSync('test-results/oauth-lab/*', { cwd: project.folder })
  deepEqual(others, [])
  match(folder!, /broken\.vitest\.test\.js-broken-on-purpose-/)
  ok(output.includes(`what the lab recorded: ${join(project.folder, folder!)}\n`), output)
  requireFlow(join(folder!, 'oauth.har'), join(folder!, 'oauth.md'))
})

/** A token request of a client of its own, whose secrets are noted. */
function writeAskForToken(): void {
  project.write(
    'ask-for-token.js',
    `import { noteSecrets } from './note-secrets.js'
    export async function askForToken({ issuer, control }) {
      const { client_id, client_secret } = await control.clients.create({ grant_types: ['client_credentials'] })
      const { status } = await fetch(issuer + '/token', {
        method: 'POST',
        headers: { authorization: 'Basic ' + btoa(client_id + ':' + client_secret) },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      })
      await noteSecrets(control)
      return status
    }`,
  )
}

/** The files hold the token request, the drawing of its flow, and none of the secrets that were noted. */
function requireFlow(har: string, markdown: string): void {
  const read = (path: string) => readFileSync(join(project.folder, path), 'utf8')
  const { log } = JSON.parse(read(har)) as {
    log: { entries: { _oauth: { message?: string } }[]; _oauth: { flows: unknown[] } }
  }
  ok(log.entries.some(({ _oauth }) => _oauth.message === 'token request'))
  notEqual(log._oauth.flows.length, 0)
  match(read(markdown), /```mermaid\nsequenceDiagram[^`]*Token request/)
  const secrets = readSecrets(join(project.folder, 'secrets.jsonl'))
  ok(secrets.length > 1)
  const texts = new Map([har, markdown].map((path) => [path, read(path)]))
  deepEqual(scanLogs(texts, secrets), [])
}
