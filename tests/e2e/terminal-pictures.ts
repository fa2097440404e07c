import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser } from '@playwright/test'
import { execa } from 'execa'
import { launchBrowser } from './harness/launch-browser.ts'
import { signInAtWebPage } from './harness/people.ts'
import { terminalPage } from './harness/terminal-page.ts'

/**
 * Takes pictures of what the command line writes about a real lab:
 * `node tests/e2e/terminal-pictures.ts <folder>`.
 */
const [folder] = process.argv.slice(2)
if (folder === undefined) {
  process.stderr.write('usage: node tests/e2e/terminal-pictures.ts <folder>\n')
  process.exit(2)
}

const script = join(import.meta.dirname, '../../scripts/lab.ts')
const work = await mkdtemp(join(tmpdir(), 'lab-pictures-'))
const data = join(work, 'data')
/** Runs `./lab …` as on a terminal. */
const lab = (args: string[], ends = true) =>
  execa(process.execPath, [script, ...args, ...(ends ? ['--data', data] : [])], {
    env: { FORCE_COLOR: '1' },
    reject: false,
  })

await mkdir(folder, { recursive: true })
const { stdout } = await lab(['up', '--detach', '--memory', '--port', '0'])
const origin = /ready (\S+)/.exec(stdout)![1]!
const { browser, close } = await launchBrowser([
  await readFile(join(data, 'certs/root.crt'), 'utf8'),
])
try {
  await picture('watch', './lab watch', await watched())
  const har = join(work, 'customer.har')
  await recordFaults(browser, har)
  const explained = await lab(['explain', har], false)
  await picture('explain', './lab explain customer.har', explained.stdout)
} finally {
  await close()
  await lab(['down'])
  await rm(work, { recursive: true, force: true })
}
process.stdout.write(`${resolve(folder)}\n`)

/** What `./lab watch` writes while a person signs in. */
async function watched(): Promise<string> {
  const watching = lab(['watch'])
  await once(watching.stderr, 'data')
  const last = new Promise<void>((resolve) => {
    let seen = ''
    watching.stdout.on('data', (part: Buffer) => {
      seen += part.toString()
      if (/Application page.*200/.test(seen)) resolve()
    })
  })
  const context = await browser.newContext({ baseURL: `${origin}/` })
  await signInAtWebPage(await context.newPage())
  await last
  await context.close()
  watching.kill('SIGTERM')
  return (await watching).stdout
}

/** Chromium's recording of an application with five faults. */
async function recordFaults(chromium: Browser, path: string): Promise<void> {
  const context = await chromium.newContext({ recordHar: { path, content: 'embed' } })
  const page = await context.newPage()
  const issuer = `${origin}/authserver/oauth2`
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: 'shop',
    redirect_uri: 'https://shop.example/callback',
    scope: 'openid',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'plain',
  })
  await page.goto(`${issuer}/authorize?${asked.toString()}`)
  await page.goto(`${origin}/spa/`)
  await page.evaluate((url) => {
    const form = {
      grant_type: 'client_credentials',
      client_id: 'shop',
      client_secret: 'shop-secret',
    }
    return fetch(url, { method: 'POST', body: new URLSearchParams(form) }).then(() => undefined)
  }, `${issuer}/token`)
  await page.goto(`${origin}/resserver/protected-resources/?access_token=of-no-worth`)
  await context.close()
}

async function picture(name: string, command: string, output: string): Promise<void> {
  const page = await browser.newPage()
  await page.setContent(terminalPage(command, output))
  await page.locator('body').screenshot({ path: join(folder!, `${name}.png`) })
  await page.close()
}
