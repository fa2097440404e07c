import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Html } from '@oauth-lab/kit/pages/html.ts'
import { alert } from '@oauth-lab/kit/pages/parts.ts'
import { prose } from '@oauth-lab/kit/pages/text.ts'
import type { Holder } from '../words/holders.ts'
import { loggedOutWords } from '../words/log-outs.ts'
import type { LoggedOut } from '../words/log-outs.ts'

/** What a page without a session says. */
export interface SignedOutView {
  holder: Holder
  /** Whether the visitor has just logged out, and how far. */
  loggedOut: LoggedOut | undefined
  /** What else was done. */
  said?: Html | undefined
  /** Whether a session that was there is over. */
  ended?: boolean
  /** The ways to sign in. */
  actions: Html
}

/** Says that nobody is signed in, why, and offers the ways in. */
export function signedOutCard({ holder, loggedOut, said, ended, actions }: SignedOutView): Html {
  const words = loggedOut && loggedOutWords[loggedOut]
  const what = words
    ? markup`<p>${prose(words.text)}</p>`
    : markup`<p>${holder.what}</p><p class="quiet">${holder.holds}</p>`
  const over =
    ended &&
    alert({
      state: 'fail',
      heading: 'Your session here has ended',
      text: 'Sign in again to go on.',
    })
  return markup`<div class="card stack">
  <h1>${words?.heading ?? 'You are signed out'}</h1>
  ${over}
  ${what}
  ${said}
  <p class="row">${actions}</p>
</div>`
}
