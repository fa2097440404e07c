import type { User } from 'oidc-client-ts'
import type { Answer } from '../call.ts'
import { rfc } from '../clause.ts'
import type { Config } from '../config.ts'
import type { Known } from '../known.ts'
import { duration } from '../token.ts'
import { delegatedCard, resourceCard, status, userInfoCard } from './answers.ts'
import { h, icon } from './element.ts'
import { clauseLine, keyValue, tally } from './parts.ts'
import { rawChosen, tokenCard } from './tokens.ts'

type Action = 'refresh' | 'call' | 'logout'

/** The parts of the signed-in page that change; the rest stays, and with it the focus. */
export type SignedInPage = {
  elements: HTMLElement[]
  /** Shows a failure, or takes it away. */
  notice: (alert?: HTMLElement) => void
  /** Says what has just been done. */
  say: (sentence: string) => void
  show: (user: User, known: Known) => void
  /** Counts the time left down. Seconds since 1970 on this browser's clock. */
  tick: (now: number) => void
}

const timeLeft = (user: User, known: Known) => {
  const claims = known.accessToken?.claims
  const life = Number(claims?.['exp']) - Number(claims?.['iat'])
  const max = life > 0 ? life : 3600
  const text = h('span', { class: 'left' })
  const gauge = h('progress', { max, 'aria-label': 'Time left' })
  const tick = (now: number) => {
    const left = Math.max(0, (user.expires_at ?? 0) - now)
    text.textContent = left > 0 ? duration(left) : 'ended'
    gauge.value = Math.min(left, max)
  }
  return { element: h('dd', {}, text, gauge), tick }
}

const resourceLink = (id: string, name: string, answer: Answer): HTMLElement =>
  h('a', { href: `#${id}` }, h('span', { class: 'hidden' }, name), status(answer))

const readouts = (user: User, known: Known, left: HTMLElement): HTMLElement[] => {
  const count = (state: string) => known.checks.filter((check) => check.state === state).length
  const failed = count('fail')
  return [
    h('div', {}, h('dt', {}, 'Access token ends in, by this browser'), left),
    h(
      'div',
      {},
      h('dt', {}, 'Checks by this page'),
      h(
        'dd',
        {},
        tally('pass', `${count('pass')} passed`),
        failed > 0 && tally('fail', `${failed} failed`),
      ),
    ),
    h('div', {}, h('dt', {}, 'You allowed'), h('dd', {}, h('code', {}, user.scope ?? 'not said'))),
    h(
      'div',
      {},
      h('dt', {}, 'Protected resources'),
      h(
        'dd',
        {},
        resourceLink('resource', 'Protected resource: ', known.resource),
        resourceLink('delegated', 'Protected resource, delegated: ', known.delegated),
      ),
    ),
  ]
}

const heldCard = (user: User, config: Config): HTMLElement =>
  h(
    'section',
    { class: 'card', id: 'held', 'aria-labelledby': 'held-title' },
    h('h2', { id: 'held-title' }, 'Held by this tab'),
    h(
      'p',
      { class: 'note' },
      'In the session storage of this browser, where every script of this origin can read it. A server would keep it out of their reach.',
    ),
    h(
      'dl',
      { class: 'kv' },
      keyValue('access_token', `${user.access_token.length} characters`, 'shown above'),
      keyValue(
        'id_token',
        `${user.id_token?.length ?? 0} characters`,
        'shown above; sent along when you log out',
      ),
      user.refresh_token
        ? keyValue('refresh_token', 'hidden', 'used once by Refresh, then replaced')
        : keyValue(
            'refresh_token',
            'none',
            'you did not allow offline_access, or the server gives none',
          ),
      keyValue('client_id', config.client_id, 'a name, not a secret: there is no client_secret'),
      keyValue('code_verifier', 'none', 'thrown away when the code was exchanged'),
    ),
    clauseLine(rfc(9700, '2.2.2')),
  )

/** The page of a signed-in person. `act` is called for a button. */
export const signedInPage = (config: Config, act: (action: Action) => void): SignedInPage => {
  const title = h('h1', {}, 'Signed in')
  const said = h('p', { class: 'note', role: 'status' })
  const notices = h('div', { class: 'notices' })
  const summary = h('dl', { class: 'readouts card' })
  const sheets = h('div', { class: 'sheets' })
  let tick: ((now: number) => void) | undefined

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
    h(
      'div',
      {},
      title,
      h(
        'p',
        { class: 'quiet' },
        'This browser holds your tokens, in this tab. That is the difference to the simple web page, whose server holds them.',
      ),
      said,
    ),
    h(
      'form',
      { class: 'row', submit: (event) => event.preventDefault() },
      button('refresh', 'refresh', 'Refresh'),
      button('call', 'call', 'Call again'),
      button('logout', 'leave', 'Log out'),
    ),
  )

  return {
    elements: [header, notices, summary, sheets],
    notice: (alert) => notices.replaceChildren(...(alert ? [alert] : [])),
    say: (sentence) => (said.textContent = sentence),
    show: (user, known) => {
      const left = timeLeft(user, known)
      tick = left.tick
      title.textContent = `Signed in as ${known.who}`
      summary.replaceChildren(...readouts(user, known, left.element))
      const { who } = known
      sheets.replaceChildren(
        tokenCard({
          kind: 'access',
          token: user.access_token,
          decoded: known.accessToken,
          checks: known.accessTokenChecks,
          who,
          raw: rawChosen('access'),
        }),
        tokenCard({
          kind: 'id',
          token: user.id_token ?? '',
          decoded: known.idToken,
          checks: known.idTokenChecks,
          who,
          raw: rawChosen('id'),
        }),
        heldCard(user, config),
        resourceCard(known.resource),
        userInfoCard(known.userInfo, known.userInfoChecks, who),
        delegatedCard(known.delegated),
      )
    },
    tick: (now) => tick?.(now),
  }
}
