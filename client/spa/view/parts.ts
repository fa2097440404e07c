import type { Clause } from '../clause.ts'
import type { Failure } from '../failure.ts'
import type { Check } from '../verify.ts'
import { address, h, icon, mark, words } from './element.ts'
import type { Child } from './element.ts'

/** The link to where a requirement is written. */
export const clauseLine = ({ text, href }: Clause): HTMLElement =>
  h('p', { class: 'clause' }, h('a', { href }, text))

/** What went wrong, in words, with the server's error and a way on. */
export const failureAlert = (failure: Failure, ...ways: HTMLElement[]): HTMLElement =>
  h(
    'div',
    { class: 'alert fail', role: 'alert' },
    mark('fail'),
    h('h2', {}, failure.heading),
    (failure.error || failure.description) &&
      h(
        'p',
        {},
        failure.error && h('code', { class: 'error' }, failure.error),
        failure.error && failure.description && ': ',
        failure.description,
      ),
    h('p', {}, words(failure.next)),
    ways.length > 0 && h('p', { class: 'row' }, ways),
  )

/** A small button that is a way on from a failure. */
export const way = (text: string, click: () => void): HTMLElement =>
  h('button', { class: 'button small', type: 'button', click }, text)

/** A list of statements; failed ones come first. */
export const checkList = (checks: Check[]): HTMLElement =>
  h(
    'ul',
    { class: 'checks' },
    [...checks]
      .sort((a, b) => Number(b.state === 'fail') - Number(a.state === 'fail'))
      .map(({ state, says, detail, clause }) =>
        h(
          'li',
          { class: state },
          mark(state, state === 'pass'),
          h(
            'p',
            {},
            state === 'fail' && [h('b', { class: 'word' }, 'Failed.'), ' '],
            state === 'waive' && [h('b', { class: 'word' }, 'Waived.'), ' '],
            state === 'idle' && [h('b', { class: 'word' }, 'Not needed.'), ' '],
            words(says),
          ),
          detail && h('p', { class: 'found' }, words(detail)),
          clauseLine(clause),
        ),
      ),
  )

/** A mark and a number. */
export const tally = (state: 'pass' | 'fail' | 'idle', text: string): HTMLElement =>
  h('span', { class: `tally ${state}` }, mark(state), text)

/** One line of a key-value list; addresses break after their slashes. */
export const keyValue = (name: string, value: string, meaning?: Child): HTMLElement =>
  h(
    'div',
    {},
    h('dt', {}, name),
    h('dd', {}, /^https?:\/\//.test(value) ? address(value) : value),
    meaning && h('dd', { class: 'mean' }, meaning),
  )

/** A button that copies `text`, and says so. `what` is read out with it. */
export const copyButton = (text: string, what: string): HTMLElement => {
  const label = h('span', { 'aria-live': 'polite' }, 'Copy')
  const copy = async () => {
    label.textContent = await navigator.clipboard.writeText(text).then(
      () => 'Copied',
      () => 'Not allowed',
    )
    setTimeout(() => (label.textContent = 'Copy'), 2000)
  }
  return h(
    'button',
    { class: 'copy', type: 'button', click: () => void copy() },
    icon('copy'),
    label,
    h('span', { class: 'hidden' }, ` ${what}`),
  )
}

/** A value as indented JSON, its names set back; text is drawn as it is. */
export const json = (value: unknown): HTMLElement => {
  if (typeof value === 'string') return h('pre', {}, value)
  const lines = JSON.stringify(value, null, 2).split(/(?<=\n)/)
  return h(
    'pre',
    {},
    lines.map((line) => {
      const named = /^(\s*)("(?:[^"\\]|\\.)*")(:[^]*)$/.exec(line)
      return named ? [named[1], h('b', {}, named[2]), named[3]] : line
    }),
  )
}
