import { stateMark } from '@oauth-lab/kit/pages/marks.ts'
import { prose } from '@oauth-lab/kit/pages/text.ts'
import type { Failure } from '../failure.ts'
import { h } from './element.ts'

/** What went wrong, in words, with the server's error and a way on; the page's heading says it too unless `heading`. */
export const failureAlert = (failure: Failure, ...ways: HTMLElement[]): HTMLElement =>
  h(
    'div',
    { class: 'alert fail', role: 'alert' },
    stateMark('fail'),
    h('h2', {}, failure.heading),
    (failure.error || failure.description) &&
      h(
        'p',
        {},
        failure.error && h('code', { class: 'error' }, failure.error),
        failure.error && failure.description && ': ',
        failure.description && prose(failure.description),
      ),
    h('p', {}, prose(failure.next)),
    ways.length > 0 && h('p', { class: 'row' }, ways),
  )

/** A small button that is a way on from a failure. */
export const way = (text: string, click: () => void): HTMLElement =>
  h('button', { class: 'button small', type: 'button', click }, text)
