import { expect } from '@playwright/test'
import type { Locator, Page } from '@playwright/test'

/** How many stops a page may have before one is taken for unreachable. */
const most = 80

/**
 * Goes on by Tab until the element has the focus. On the way each stop must be on screen and show that
 * it has the focus (WCAG 2.4.7, 2.4.11).
 */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  const stops: string[] = []
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press('Tab')
    const stop = await focused(page)
    stops.push(stop.name)
    if (stop.name !== 'body')
      expect(stop, 'a stop of the keyboard').toMatchObject({ seen: true, marked: true })
    if (await wanted.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`${String(wanted)} has no place among ${stops.join(', ')}`)
}

/** The element that has the focus: what it is, whether it is on screen, and whether it shows its focus. */
function focused(page: Page): Promise<{ name: string; seen: boolean; marked: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body
    // A choice without script is drawn by its label.
    const drawn = (element.matches('[type="radio"]') && element.closest('label')) || element
    const { top, bottom, left, right, width, height } = drawn.getBoundingClientRect()
    const isInside = top < innerHeight && bottom > 0 && left < innerWidth && right > 0
    const hit = document.elementFromPoint(
      Math.min(Math.max(left + width / 2, 0), innerWidth - 1),
      Math.min(Math.max(top + height / 2, 0), innerHeight - 1),
    )
    // A label may lie over its control, so that a click anywhere ticks it.
    const isLabel = hit?.closest('label')?.control === element
    const isFree = hit !== null && (drawn.contains(hit) || hit.contains(drawn) || isLabel)
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(drawn)
    const isOutlined = outlineStyle !== 'none' && parseFloat(outlineWidth) > 0
    return {
      name: `${element.tagName.toLowerCase()} ${element.textContent.trim().slice(0, 30)}`.trim(),
      seen: isInside && isFree && width > 0 && height > 0,
      marked: isOutlined || boxShadow !== 'none',
    }
  })
}
