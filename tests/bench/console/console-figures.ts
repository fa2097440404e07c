import type { Page } from '@playwright/test'
import { quantile } from '../load/statistics.ts'

/** Frames of one journey over the page, and pixels between them: faster than a wheel goes. */
const frames = 240
const step = 700

declare global {
  interface Window {
    /** When what was waited for was on the page first, milliseconds after the navigation. */
    firstSeen?: number
    /** How long each task took that held the page up, milliseconds. */
    longTasks?: number[]
  }
}

/**
 * Opens a page afresh.
 * @param first the element for which a person waits
 * @returns milliseconds from the navigation until it is there
 */
export async function timeToFirst(page: Page, address: string, first: string): Promise<number> {
  await page.addInitScript((selector) => {
    const look = () => {
      if (document.querySelector(selector) === null) return
      window.firstSeen ??= performance.now()
      seen.disconnect()
    }
    const seen = new MutationObserver(look)
    seen.observe(document, { childList: true, subtree: true })
  }, first)
  await page.goto(address)
  await page.locator(first).first().waitFor()
  return await page.evaluate(() => window.firstSeen!)
}

/**
 * Scrolls down in every frame, as a person does who drags the bar.
 * @returns the time between frames: the 95th percentile and the longest, milliseconds
 */
export async function scrollFrames(page: Page): Promise<{ p95: number; longest: number }> {
  const times = await page.evaluate(
    ([count, by]) =>
      new Promise<number[]>((resolve) => {
        const found: number[] = []
        let last: number | undefined
        const draw = (now: number) => {
          if (last !== undefined) found.push(now - last)
          last = now
          if (found.length === count) return resolve(found)
          scrollBy(0, by)
          requestAnimationFrame(draw)
        }
        requestAnimationFrame(draw)
      }),
    [frames, step] as const,
  )
  const sorted = times.toSorted((a, b) => a - b)
  return { p95: quantile(sorted, 0.95), longest: sorted.at(-1)! }
}

/**
 * Watches a page while something happens.
 * @returns the longest task that held the page up, milliseconds; 0: none took 50 ms
 */
export async function longestTask(page: Page, happen: () => Promise<unknown>): Promise<number> {
  await page.evaluate(() => {
    window.longTasks = []
    const noted = window.longTasks
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) noted.push(duration)
    }).observe({ type: 'longtask' })
  })
  await happen()
  return await page.evaluate(() => Math.max(0, ...window.longTasks!))
}
