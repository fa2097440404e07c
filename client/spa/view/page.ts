import { utc } from '../token.ts'
import { h } from './element.ts'
import type { Child } from './element.ts'

/** Fills `main` and gives it its width: `page` for an application, `desk` for a card with a margin note. */
export const show = (width: 'page' | 'desk', ...children: Child[]): void => {
  const main = document.querySelector('main')
  const shown = h('main', { class: width, id: 'main', tabindex: -1 }, ...children)
  const focused = main?.contains(document.activeElement)
  main?.replaceWith(shown)
  if (focused) shown.focus() // whoever works by keyboard stays where the page changed
}

/** Marks the page as busy: its buttons are grey until it is not, and keep their focus. */
export const setBusy = (busy: boolean): void => {
  document.querySelector('main')?.setAttribute('aria-busy', String(busy))
  for (const button of document.querySelectorAll('button[name="do"]')) {
    button.setAttribute('aria-disabled', String(busy))
  }
}

/** Fills plate and foot. Answers a function that sets the clock of the foot, in seconds since 1970. */
export const showFrame = (page: string): ((now: number) => void) => {
  const { host, pathname } = new URL('./', page)
  const at = document.querySelector('.plate .at')
  if (at) at.textContent = host + pathname.replace(/\/$/, '')
  const clock = h('code')
  document
    .querySelector('.foot')
    ?.replaceChildren(
      h('span', {}, "This browser's clock ", clock),
      h('span', {}, 'This page keeps real time, also when the clock of the lab is moved.'),
    )
  return (now) => (clock.textContent = utc(now))
}
