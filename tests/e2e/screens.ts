import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import type { Browser } from '@playwright/test'
import { everyPage, visit } from './harness/every-page.ts'
import type { Place } from './harness/place.ts'
import { launchBrowser } from './harness/launch-browser.ts'
import type { TestSandbox } from './harness/test.ts'

/**
 * Takes a picture of every page, light and dark, at the width of a desktop and of a phone:
 * `node tests/e2e/screens.ts <folder> [page…]`.
 */
const [folder, ...wanted] = process.argv.slice(2)
if (folder === undefined) {
  process.stderr.write('usage: node tests/e2e/screens.ts <folder> [page…]\n')
  process.exit(2)
}

const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]

await mkdir(folder, { recursive: true })
await using lab = await startLab()
const { browser, close } = await launchBrowser([lab.ca])
try {
  const places = everyPage.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
  for (const place of places) {
    const sandbox = await lab.control.sandboxes.create({ lifetime: 3600 })
    await picture(browser, place, { ...sandbox, control: lab.control.in(sandbox.base) })
    await lab.control.sandboxes.delete(sandbox.id)
  }
} finally {
  await close()
}
process.stdout.write(`${resolve(folder)}\n`)

async function picture(browser: Browser, place: Place, sandbox: TestSandbox): Promise<void> {
  const context = await browser.newContext({ baseURL: `${sandbox.base}/` })
  const page = await context.newPage()
  try {
    await visit(place, page, sandbox)
    for (const size of sizes) {
      await page.setViewportSize(size)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        const path = join(folder!, `${place.name}-${size.width}-${colorScheme}.png`)
        await page.screenshot({ path, fullPage: true })
      }
    }
  } catch (error) {
    // The other pages are worth looking at all the same.
    process.stderr.write(
      `${place.name}: ${error instanceof Error ? error.message : String(error)}\n`,
    )
    process.exitCode = 1
  } finally {
    await context.close()
  }
}
