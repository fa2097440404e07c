import type { User } from 'oidc-client-ts'
import { readConfig } from './config.ts'
import type { Config } from './config.ts'
import { describe } from './failure.ts'
import { find } from './known.ts'
import { createSession } from './session.ts'
import type { Session } from './session.ts'
import { createSignatureVerifier } from './verify.ts'
import type { VerifySignature } from './verify.ts'
import { h, words } from './view/element.ts'
import { setBusy, show, showFrame } from './view/page.ts'
import { failureAlert, way } from './view/parts.ts'
import { signedInPage } from './view/signed-in.ts'
import { signedOutPage } from './view/signed-out.ts'

type Application = { config: Config; session: Session }

const now = () => Math.floor(Date.now() / 1000)
const reload = () => way('Try again', () => location.reload())

let tick = (_now: number) => {}
let busy = false

/** Does one thing at a time; what is asked for meanwhile is left out. */
const once = async (doing: () => Promise<void>): Promise<void> => {
  if (busy) return
  busy = true
  setBusy(true)
  try {
    await doing()
  } finally {
    busy = false
    setBusy(false)
  }
}

const signedOut = (app: Application, notice?: HTMLElement): void => {
  const { config, session } = app
  const refused = (error: unknown) => signedOut(app, failureAlert(describe(error, 'the sign-in')))
  const signIn = () => void once(() => session.begin().catch(refused))
  const signInInPopup = () =>
    void once(() => session.beginInPopup().then((user) => signedIn(app, user), refused))
  tick = () => {}
  show(
    'desk',
    signedOutPage({ config, returnAddress: session.returnAddress, notice, signIn, signInInPopup }),
  )
}

const signedIn = async (app: Application, first: User): Promise<void> => {
  const { config, session } = app
  let user = first
  let verifySignature: VerifySignature | undefined

  const showAll = async (said: string) => {
    verifySignature ??= createSignatureVerifier((await session.metadata()).jwks_uri ?? '')
    page.show(user, await find({ config, session, verifySignature, user }))
    page.say(said)
    page.tick(now())
  }
  const again = way('Sign in again', () => {
    void once(() => session.begin().catch((error: unknown) => refused(error, 'the sign-in')))
  })
  const refused = (error: unknown, doing: string) =>
    page.notice(failureAlert(describe(error, doing), again))

  const actions = {
    refresh: async () => {
      user = await session.renew()
      await showAll(`Renewed: new tokens were issued at ${time()}.`)
    },
    call: () => showAll(`Called again at ${time()}.`),
    logout: () => logOut(app),
  }
  const doing = { refresh: 'the renewal', call: 'the call', logout: 'the log-out' }
  const page = signedInPage(config, (action) => {
    void once(async () => {
      page.notice()
      page.say('')
      await actions[action]().catch((error: unknown) => refused(error, doing[action]))
    })
  })

  show('page', page.elements)
  tick = page.tick
  await showAll('').catch((error: unknown) => refused(error, 'the metadata'))
}

/** Whatever the server says, this tab holds no tokens any more. */
const logOut = async (app: Application): Promise<void> => {
  try {
    if (await app.session.beginLogOut()) return
    signedOut(
      app,
      quiet(
        'You are logged out here: this tab holds no tokens any more. Your session at the authorization server goes on, since its metadata names no `end_session_endpoint`.',
      ),
    )
  } catch (error) {
    const { heading, description } = describe(error, 'the log-out')
    const failure = {
      heading: 'You are logged out here, but not at the authorization server',
      description: [`${heading}.`, description].filter(Boolean).join(' '),
      next: 'This tab holds no tokens any more.',
    }
    signedOut(app, failureAlert(failure))
  }
}

const quiet = (sentence: string): HTMLElement =>
  h('p', { class: 'quiet', role: 'status' }, words(sentence))

const time = () => `${new Date().toISOString().slice(11, 19)} UTC`

/** The answer of the end-session endpoint comes back to this page, with a state of ours. */
const finishLogOut = async ({ session }: Application): Promise<HTMLElement | undefined> => {
  const answer = new URL(location.href)
  if (!answer.searchParams.has('state') && !answer.searchParams.has('error')) return undefined
  history.replaceState(null, '', answer.pathname)
  try {
    await session.finishLogOut(answer.href)
    return quiet('You are logged out. This tab holds no tokens any more.')
  } catch (error) {
    return failureAlert(describe(error, 'the log-out'))
  }
}

const start = async (): Promise<void> => {
  const config = await readConfig(location.href)
  const app = { config, session: createSession(config, location.href) }
  const notice = await finishLogOut(app)
  const user = await app.session.user()
  if (user) await once(() => signedIn(app, user))
  else signedOut(app, notice)
}

const setClock = showFrame(location.href)
const second = () => {
  setClock(now())
  tick(now())
}
second()
setInterval(second, 1000)

// A page that the browser kept while it was left shows what was true then.
addEventListener('pageshow', (event) => event.persisted && location.reload())

start().catch((error: unknown) => {
  show(
    'page',
    h('h1', {}, 'Single-page application'),
    h(
      'div',
      { class: 'notices' },
      failureAlert(describe(error, 'the start of this application'), reload()),
    ),
  )
})
