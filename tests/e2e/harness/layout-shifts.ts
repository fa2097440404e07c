import type { Page, Request, Route } from '@playwright/test'

/** Something that stood at one place and then at another. */
export interface Shift {
  /** The shift's score (Layout Instability §2.5). */
  value: number
  /** What moved, and from where to where, in pixels. */
  moved: string[]
}

/** Notes from the page's next document on what moves by itself: not what somebody's own key or click moves. */
export async function noteShifts(page: Page): Promise<() => Promise<Shift[]>> {
  await page.addInitScript(() => {
    const found: Shift[] = []
    Object.assign(window, { shifts: found })
    const rectOf = ({ x, y, width, height }: DOMRectReadOnly) =>
      `${Math.round(x)},${Math.round(y)} ${Math.round(width)}×${Math.round(height)}`
    const nameOf = (node: Node | null | undefined): string => {
      const element = node instanceof Element ? node : node?.parentElement
      if (!element) return 'something that is gone'
      const { localName, parentElement } = element
      const classes = [...element.classList].map((one) => `.${one}`).join('')
      const parent =
        parentElement === null
          ? ''
          : `${parentElement.localName}${[...parentElement.classList].map((one) => `.${one}`).join('')} > `
      return `${parent}${localName}${classes} "${element.textContent.slice(0, 20)}"`
    }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as LayoutShift[]) {
        if (entry.hadRecentInput) continue
        const moved = entry.sources.map(
          ({ node, previousRect, currentRect }) =>
            `${nameOf(node)} from ${rectOf(previousRect)} to ${rectOf(currentRect)}`,
        )
        found.push({ value: entry.value, moved })
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return async () => {
    await painted(page)
    return page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts)
  }
}

/** What the DOM's types do not hold yet (Layout Instability §3). */
interface LayoutShift {
  value: number
  hadRecentInput: boolean
  sources: { node?: Node; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[]
}

/**
 * Lets through one answer of the APIs and one module at a time, and the next when the page has been drawn with
 * the one before: each state that a slow lab would show is shown.
 * @returns waits until nothing is asked any more
 */
export async function oneAnswerAtATime(page: Page): Promise<() => Promise<void>> {
  const waiting: { route: Route; over: Promise<void> }[] = []
  await page.route(/\/api\/|\/assets\/.*\.js$/, (route) => {
    const request = route.request()
    if (request.resourceType() === 'eventsource') return route.continue()
    const over = new Promise<void>((resolve) => {
      const end = (one: Request) => one === request && resolve()
      page.on('requestfinished', end)
      page.on('requestfailed', end)
    })
    waiting.push({ route, over })
    return undefined
  })
  return async () => {
    // A page that is drawn several times without asking anything has asked for all that it needs.
    for (let idle = 0; idle < 5; idle += 1) {
      await painted(page)
      const next = waiting.shift()
      if (next === undefined) continue
      idle = -1
      await next.route.continue()
      await next.over
    }
  }
}

/** When what has been laid out by now is on the screen. */
function painted(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
      }),
  )
}
