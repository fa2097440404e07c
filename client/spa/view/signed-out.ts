import { coreClause, rfc } from '../clause.ts'
import type { Config } from '../config.ts'
import { h } from './element.ts'
import { clauseLine, keyValue } from './parts.ts'

type SignedOut = {
  config: Config
  returnAddress: string
  notice: HTMLElement | undefined
  signIn: () => void
  signInInPopup: () => void
}

const asks = ({ config, returnAddress }: SignedOut): HTMLElement =>
  h(
    'aside',
    { class: 'margin stack', 'aria-labelledby': 'behind-title' },
    h('h2', { id: 'behind-title' }, 'What the button does'),
    h(
      'p',
      {},
      'Your browser goes to the authorization endpoint of this issuer, with these parameters. The code challenge is a hash. Only this tab knows what was hashed, so a stolen code does not help.',
    ),
    h(
      'dl',
      { class: 'kv' },
      keyValue('issuer', config.issuer),
      keyValue('client_id', config.client_id),
      keyValue('redirect_uri', returnAddress),
      keyValue('scope', config.scope),
      keyValue('response_type', 'code'),
      keyValue('state, nonce', 'new for each sign-in'),
      keyValue('code_challenge', 'new for each sign-in'),
      keyValue('code_challenge_method', 'S256'),
    ),
    h('div', {}, clauseLine(rfc(7636, '4.3')), clauseLine(coreClause('3.1.2.1', 'AuthRequest'))),
  )

/** The page of a visitor who is not signed in: one way in, and the same in a popup. */
export const signedOutPage = (page: SignedOut): HTMLElement[] => [
  h('div', { class: 'notices' }, page.notice),
  h(
    'div',
    { class: 'card stack' },
    h('h1', {}, 'You are not signed in'),
    h(
      'p',
      {},
      'This application runs in your browser alone. It is a public client: it can keep no secret, so it proves itself by PKCE.',
    ),
    h(
      'p',
      { class: 'quiet' },
      'After sign-in this browser holds the tokens. The simple web page keeps them on its server; that is the difference between the two.',
    ),
    h(
      'div',
      { class: 'row' },
      h(
        'button',
        {
          class: 'button primary',
          type: 'button',
          name: 'do',
          value: 'sign-in',
          click: page.signIn,
        },
        'Sign in',
      ),
      h(
        'button',
        {
          class: 'button',
          type: 'button',
          name: 'do',
          value: 'sign-in-popup',
          click: page.signInInPopup,
        },
        'Sign in in a popup',
      ),
    ),
  ),
  asks(page),
]
