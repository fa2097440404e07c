import { clockLine } from '@oauth-lab/kit/pages/clock-line.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import { timeOfDay, utc } from '@oauth-lab/kit/pages/text.ts'
import type { PageClock } from '../lab-clock.ts'
import { h } from './element.ts'
import type { Child } from './element.ts'

/** Fills `main` and gives it its width: `page` for an application, `desk` for a card with a margin note. */
export const show = (width: 'page' | 'desk', ...children: Child[]): void => {
  const main = document.querySelector('main')
  const shown = h('main', { class: `${width} client`, id: 'main', tabindex: -1 }, ...children)
  const focused = main?.contains(document.activeElement)
  main?.replaceWith(shown)
  showCopy(shown)
  if (focused) shown.focus() // whoever works by keyboard stays where the page changed
}

/** Marks the page as busy: its buttons are grey until it is not, and keep their focus. */
export const setBusy = (busy: boolean): void => {
  document.querySelector('main')?.setAttribute('aria-busy', String(busy))
  for (const button of document.querySelectorAll('button[name="do"]')) {
    button.setAttribute('aria-disabled', String(busy))
  }
}

/** Lets the buttons that copy be seen: here script runs. */
export const showCopy = (inside: ParentNode): void => {
  for (const button of inside.querySelectorAll<HTMLElement>('button.copy')) button.hidden = false
}

/** Fills plate and foot. Answers a function that shows the clock in the foot. */
export const showFrame = (page: string): ((clock: PageClock) => void) => {
  const { host, pathname } = new URL('./', page)
  const at = document.querySelector('.plate .at')
  if (at) at.textContent = host + pathname.replace(/\/$/, '')
  const left = h('span')
  const right = h('span')
  document.querySelector('.foot')?.replaceChildren(left, right)
  return ({ setting, isLab, now }) => {
    const line = isLab
      ? clockLine({ setting, now: now() })
      : markup`This browser's clock <code>${utc(now())}</code>`
    left.replaceChildren(...h('span', {}, line).childNodes)
    right.textContent = isLab ? `This browser's clock ${timeOfDay(Date.now())}` : ''
  }
}
