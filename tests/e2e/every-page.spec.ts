import type { Page, Response } from '@playwright/test'
import { runningLabFile } from '../test-lab.ts'
import { expectNoViolations } from './harness/accessibility.ts'
import { consolePages } from './harness/console-pages.ts'
import { everyPage, visit } from './harness/every-page.ts'
import { noteShifts, oneAnswerAtATime } from './harness/layout-shifts.ts'
import { expect, test } from './harness/test.ts'

// To come to a page costs more than to examine it, so one visit shows both.
const embedded = runningLabFile() === undefined
const looks = 'is accessible and fits a phone'
const isConsole = new Set(consolePages.map(({ name }) => name))
const facts = embedded ? `runs no inline script, ${looks}` : 'runs no inline script'

for (const place of everyPage) {
  test(`the page ${place.name} ${facts}`, async ({ page, sandbox, watch }) => {
    // A page of the console is come to twice.
    if (isConsole.has(place.name)) test.slow()
    // A browser's console reports the status of every answer that refuses.
    const statuses = [place.status ?? []].flat()
    for (const status of statuses) watch.expectError(new RegExp(`status of ${status} `))
    const shown = lastDocument(page)
    await visit(place, page, sandbox)

    await test.step('security headers', () => {
      const headers = shown().headers()
      const policy = headers['content-security-policy']
      expect(policy).toMatch(/default-src '(none|self)'/)
      expect(policy).toContain(`frame-ancestors ${place.framedBy ?? "'none'"};`)
      expect(policy).not.toContain('unsafe')
      expect(headers).toMatchObject({
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      // A sign-in popup keeps its opener, and localhost is not bound to HTTPS for other projects.
      expect(headers['cross-origin-opener-policy'] ?? 'unsafe-none').toBe('unsafe-none')
      expect(headers).not.toHaveProperty('strict-transport-security')
    })

    await test.step('headings end without a period', async () => {
      const headings = await page.getByRole('heading').allTextContents()
      expect(headings.filter((heading) => heading.trim().endsWith('.'))).toEqual([])
    })

    if (!embedded) return
    for (const width of [1536, 320]) {
      await test.step(`axe, ${width} px`, async () => {
        await page.setViewportSize({ width, height: 800 })
        // What is shown on demand is examined on the phone, where it has least room.
        if (width === 320) await openAll(page)
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
        await expectNoViolations(page)
        await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
        // The scheme changes colours and nothing else.
        await expectNoViolations(page, ['color-contrast'])
      })
    }

    for (const width of [1536, 390, 320]) {
      await test.step(`${width} px`, async () => {
        await page.setViewportSize({ width, height: 800 })
        expect(await tooWide(page), 'elements that reach out of the page').toEqual([])
      })
    }

    if (!isConsole.has(place.name)) return
    const shifts = await noteShifts(page)
    const loaded = await oneAnswerAtATime(page)
    await test.step('nothing moves while it loads', async () => {
      await page.setViewportSize({ width: 1280, height: 800 })
      await page.reload({ waitUntil: 'commit' })
      await loaded()
      expect(await shifts(), 'what moved by itself').toEqual([])
    })
  })
}

// What a lab's web server adds is looked at above, for each lab.
test.describe('looks', () => {
  test.skip(true, 'a lab that runs already serves the same documents as the embedded one')
  for (const { name } of embedded ? [] : everyPage) test(`the page ${name} ${looks}`, () => {})
})

/** The last document that this page's own frame was answered with. */
function lastDocument(page: Page): () => Response {
  let last: Response | undefined
  page.on('response', (response) => {
    const status = response.status()
    const isPage = response.request().isNavigationRequest() && (status < 300 || status >= 400)
    if (isPage && response.frame() === page.mainFrame()) last = response
  })
  return () => last!
}

/** Opens everything that is shown on demand. */
function openAll(page: Page): Promise<void> {
  return page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true
  })
}

/** What makes the page scroll sideways; nothing when it does not. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    const names = [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`)
    return [`${scrollWidth} px`, ...new Set(names)]
  })
}
