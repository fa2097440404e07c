import type { User } from 'oidc-client-ts'
import { icon } from '@oauth-lab/kit/pages/marks.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import { answerCard } from '../../view/answer-card.ts'
import { heldCard } from '../../view/held-card.ts'
import { readouts, timeLeft } from '../../view/readouts.ts'
import { saidText } from '../../view/said-line.ts'
import { tokenCard } from '../../view/token-card.ts'
import type { Deed } from '../../words/deeds.ts'
import { holders } from '../../words/holders.ts'
import type { Config } from '../config.ts'
import type { Known } from '../known.ts'
import type { PageClock } from '../lab-clock.ts'
import { draw, drawOne } from './draw.ts'
import { h } from './element.ts'
import type { Child } from './element.ts'
import { showCopy } from './page.ts'

type Action = 'refresh' | 'call' | 'logout'

/** The parts of the signed-in page that change; the rest stays, and with it the focus. */
export type SignedInPage = {
  elements: Child[]
  /** Shows a failure, or takes it away. */
  notice: (alert?: HTMLElement) => void
  /** Says what has just been done. */
  say: (deed: Deed | undefined, clock: PageClock) => void
  show: (user: User, known: Known, clock: PageClock) => void
  /** Counts the time left down, by the clock that was shown last. */
  tick: () => void
}

/** The page of a signed-in person. `act` is called for a button. */
export const signedInPage = (config: Config, act: (action: Action) => void): SignedInPage => {
  const stage = h('div')
  const title = h('h1', {}, 'Signed in')
  const said = h('p', { class: 'said', role: 'status' })
  const notices = h('div', { class: 'notices' })
  const summary = h('div')
  const sheets = h('div', { class: 'sheets' })
  let tick = () => {}

  const button = (action: Action, symbol: string, text: string) =>
    h(
      'button',
      { class: 'button', type: 'button', name: 'do', value: action, click: () => act(action) },
      icon(symbol),
      text,
    )
  const header = h(
    'div',
    { class: 'title' },
    h('div', {}, title, h('p', { class: 'quiet' }, holders.tab.holds)),
    h(
      'form',
      { class: 'row', submit: (event) => event.preventDefault() },
      button('refresh', 'refresh', 'Refresh'),
      button('call', 'call', 'Call again'),
      button('logout', 'leave', 'Log out'),
    ),
  )

  return {
    elements: [stage, header, said, notices, summary, sheets],
    notice: (alert) => notices.replaceChildren(...(alert ? [alert] : [])),
    say: (deed, clock) =>
      said.replaceChildren(...(deed === undefined ? [] : [draw(saidText(deed, clock.now()))])),
    show: (user, known, clock) => {
      const { who, tokens, userInfo, resources, life } = known
      const stopped = resources[0]?.refusal !== undefined
      title.textContent = `Signed in as ${who}`
      stage.replaceChildren(draw(scale('Use', { stopped })))
      const summarize = () =>
        readouts({
          left: timeLeft(life, clock.now()),
          clock: { setting: clock.setting, now: clock.now() },
          findings: [...tokens, userInfo].flatMap(({ findings }) => findings),
          allowed: 'You allowed',
          scope: user.scope ?? 'not said',
          resources,
        })
      summary.replaceChildren(draw(summarize()))
      tick = () => countDown(summary, drawOne(summarize()))
      const held = {
        accessToken: user.access_token,
        idToken: user.id_token ?? '',
        refreshToken: user.refresh_token !== undefined,
        clientId: config.client_id,
        clientSecret: false,
      }
      const cards = [
        ...tokens.map((token) => tokenCard(token, 'client-public', isRaw(sheets, token.id))),
        ...[userInfo, ...resources].map(answerCard),
        heldCard(holders.tab, held, 'client-public'),
      ]
      const open = openIn(sheets)
      sheets.replaceChildren(...cards.map(draw))
      for (const details of sheets.querySelectorAll('details')) {
        details.open = open.has(placeOf(details))
      }
      showCopy(sheets)
    },
    tick: () => tick(),
  }
}

/** Takes the time left from a newer summary; all else stays as it is, and with it the focus. */
const countDown = (shown: HTMLElement, newer: HTMLElement): void => {
  const [left, gauge] = [newer.querySelector('.left'), newer.querySelector('progress')]
  const text = shown.querySelector('.left')
  if (text && left) text.textContent = left.textContent
  const bar = shown.querySelector('progress')
  if (bar) bar.value = gauge?.value ?? 0
}

/** Whether the raw form of a token is chosen on the page now. */
const isRaw = (sheets: HTMLElement, id: string): boolean =>
  sheets.querySelector<HTMLInputElement>(`#${id} [value='raw']`)?.checked ?? false

const openIn = (sheets: HTMLElement): Set<string> =>
  new Set([...sheets.querySelectorAll('details')].filter(({ open }) => open).map(placeOf))

/** By which a part that is shown on demand is found again: its section, and which of its parts it is. */
const placeOf = (details: HTMLDetailsElement): string => {
  const section = details.closest('section')
  const parts = [...(section?.querySelectorAll('details') ?? [])]
  return `${section?.id} ${parts.indexOf(details)}`
}
