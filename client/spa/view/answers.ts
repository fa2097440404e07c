import type { Answer } from '../call.ts'
import { rfc } from '../clause.ts'
import type { Check } from '../verify.ts'
import { h, mark, shape, words } from './element.ts'
import type { Child } from './element.ts'
import { checkList, clauseLine, copyButton, json, tally } from './parts.ts'

const good = (answer: Answer) => answer.status >= 200 && answer.status < 300

/** The status of an answer, with its mark. */
export const status = (answer: Answer): HTMLElement =>
  tally(good(answer) ? 'pass' : 'fail', answer.status === 0 ? 'no answer' : String(answer.status))

const lastOf = (url: string): string => /[^/]+\/?$/.exec(new URL(url).pathname)?.[0] ?? ''

const nextStep = (answer: Answer): string => {
  if (answer.error === 'insufficient_scope') return 'Log out, sign in again and allow it.'
  if (answer.status === 401) return 'Refresh, or sign in again.'
  return ''
}

const outcome = ({ status, error }: Answer): Child[] => {
  const word = status === 401 || status === 403 ? 'Refused' : status > 0 && `Status ${status}`
  return [word, word && error && ', ', error && h('code', { class: 'error' }, error)]
}

const refusal = (answer: Answer): HTMLElement =>
  h(
    'div',
    { class: 'alert fail' },
    mark('fail'),
    h(
      'p',
      {},
      outcome(answer),
      answer.status > 0 && answer.description && ': ',
      answer.description,
      /[.!?]$/.test(answer.description ?? '') ? ' ' : '. ',
      nextStep(answer),
    ),
    answer.challenge &&
      h('p', { class: 'note' }, h('code', {}, `WWW-Authenticate: ${answer.challenge}`)),
    answer.challenge && clauseLine(rfc(6750, '3.1')),
  )

type AnswerView = {
  id: string
  title: Child[]
  note: string
  answer: Answer | null
  checks?: Check[]
}

const answerCard = ({ id, title, note, answer, checks }: AnswerView): HTMLElement =>
  h(
    'section',
    { class: 'card', id, 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    h('p', { class: 'note' }, words(note + examplesIn(answer))),
    answer && exchange(answer),
    answer && !good(answer) && !explained(checks) && refusal(answer),
    checks && checks.length > 0 && checkList(checks),
  )

/** Where the properties of the lab's example hooks come from, if an answer has them. */
const examplesIn = (answer: Answer | null): string =>
  JSON.stringify(answer?.body ?? '').includes('"my-property"')
    ? ' `my-property` and `other-property` are of the example hooks of the lab: what a module of yours may add, by `./lab up --hooks FILE`.'
    : ''

/** Whether a check says why there is no good answer. */
const explained = (checks: Check[] = []) => checks.some(({ state }) => state === 'idle')

const exchange = (answer: Answer): HTMLElement =>
  h(
    'div',
    { class: 'code-block' },
    h(
      'header',
      {},
      status(answer),
      ` GET …/${lastOf(answer.url)}, ${answer.ms} ms `,
      copyButton(
        typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body, null, 2),
        'the answer',
      ),
    ),
    json(answer.body),
  )

/** What UserInfo told (OpenID Connect Core §5.3). */
export const userInfoCard = (answer: Answer | null, checks: Check[], who: string): HTMLElement =>
  answerCard({
    id: 'userinfo',
    title: [shape('authserver'), ' UserInfo'],
    note: `What the authorization server tells about ${who}, within what was allowed.`,
    answer,
    checks,
  })

/** What the protected resource answered. */
export const resourceCard = (answer: Answer): HTMLElement =>
  answerCard({
    id: 'resource',
    title: [shape('resserver'), ' Protected resource'],
    note: 'Asks for an access token with the scope of the resource.',
    answer,
  })

/** What the delegated resource answered. */
export const delegatedCard = (answer: Answer): HTMLElement =>
  answerCard({
    id: 'delegated',
    title: [shape('resserver'), ' Protected resource, delegated'],
    note: 'Asks for the same scope, and runs as a local user made from your token.',
    answer,
  })
