import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import type { Locator, Page } from '@playwright/test'
import { consolePages } from './harness/console-pages.ts'
import { visit } from './harness/every-page.ts'
import { launchBrowser } from './harness/launch-browser.ts'

/**
 * Takes the pictures of the console that README and docs show, light and dark:
 * `node tests/e2e/console-pictures.ts <folder>`.
 */
const [folder] = process.argv.slice(2)
if (folder === undefined) {
  process.stderr.write('usage: node tests/e2e/console-pictures.ts <folder>\n')
  process.exit(2)
}

/** By the picture's name: the page, and what is done there first. */
const pictures: Record<string, [page: string, first?: (page: Page, base: string) => unknown]> = {
  'console-home': ['console-home-unusual'],
  'console-flow': ['flow', (page) => centre(page.locator('.msg[aria-current="true"]'))],
  'console-held': ['flow-held'],
  'console-form': ['portal-server', changeLifetime],
  'console-lesson': ['lesson', askAsStranger],
}

await mkdir(folder, { recursive: true })
await using lab = await startLab()
const { browser, close } = await launchBrowser([lab.ca])
try {
  for (const [name, [place, first]] of Object.entries(pictures)) {
    const sandbox = await lab.control.sandboxes.create({ id: 'demo' })
    const context = await browser.newContext({
      baseURL: `${sandbox.base}/`,
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    await visit(
      consolePages.find((one) => one.name === place)!,
      page,
      {
        ...sandbox,
        control: lab.control.in(sandbox.base),
      },
    )
    await first?.(page, sandbox.base)
    await page.mouse.move(0, 0)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const picture = await asWebp(await page.screenshot())
      await writeFile(join(folder, `${name}-${colorScheme}.webp`), picture)
    }
    await context.close()
    await lab.control.sandboxes.delete(sandbox.id)
  }
} finally {
  await close()
}
process.stdout.write(`${resolve(folder)}\n`)

async function changeLifetime(page: Page): Promise<void> {
  const lifetime = page.getByLabel('Access token lifetime')
  await lifetime.fill('120')
  await centre(lifetime)
}

/** The first step of the second lesson. */
async function askAsStranger(page: Page, base: string): Promise<void> {
  await lab.trustedFetch(`${base}/authserver/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('stranger:secret')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'my/scope' }),
  })
  await page.getByText('Seen:').first().waitFor()
}

function centre(part: Locator): Promise<void> {
  return part.evaluate((element) => element.scrollIntoView({ block: 'center' }))
}

/** The same picture in half of the bytes. */
async function asWebp(png: Buffer): Promise<Buffer> {
  const page = await browser.newPage()
  const address = await page.evaluate(
    async (source) => {
      const image = new Image()
      image.src = source
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = image.width
      canvas.height = image.height
      canvas.getContext('2d')!.drawImage(image, 0, 0)
      return canvas.toDataURL('image/webp', 0.85)
    },
    `data:image/png;base64,${png.toString('base64')}`,
  )
  await page.close()
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64')
}
