import { markup } from '@oauth-lab/kit/pages/html.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import { signInMargin } from '../../view/sign-in-margin.ts'
import { signedOutCard } from '../../view/signed-out-card.ts'
import { holders } from '../../words/holders.ts'
import type { LoggedOut } from '../../words/log-outs.ts'
import type { Config } from '../config.ts'
import { drawOne } from './draw.ts'
import { h } from './element.ts'
import type { Child } from './element.ts'

type SignedOut = {
  config: Config
  returnAddress: string
  notice: HTMLElement | undefined
  loggedOut: LoggedOut | undefined
  signIn: () => void
  signInInPopup: () => void
}

const actions = markup`<button class="button primary" type="button" name="do" value="sign-in">Sign in</button>
  <button class="button" type="button" name="do" value="sign-in-popup">Sign in in a popup</button>`

/** The page of a visitor who is not signed in: one way in, and the same in a popup. */
export const signedOutPage = (page: SignedOut): Child[] => {
  const { config, returnAddress, notice, loggedOut, signIn, signInInPopup } = page
  const card = drawOne(signedOutCard({ holder: holders.tab, loggedOut, actions }))
  card.querySelector('[value="sign-in"]')?.addEventListener('click', signIn)
  card.querySelector('[value="sign-in-popup"]')?.addEventListener('click', signInInPopup)
  const { issuer, client_id: clientId, scope } = config
  return [
    scale('Ask'),
    notice && h('div', { class: 'notices' }, notice),
    card,
    signInMargin({ issuer, clientId, redirectUri: returnAddress, scope }),
  ]
}
