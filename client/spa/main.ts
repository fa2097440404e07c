import type { CompactVerifyGetKey } from 'jose'
import type { User } from 'oidc-client-ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import type { Deed } from '../words/deeds.ts'
import type { LoggedOut } from '../words/log-outs.ts'
import { readConfig } from './config.ts'
import type { Config } from './config.ts'
import { describe } from './failure.ts'
import { find } from './known.ts'
import { createPageClock } from './lab-clock.ts'
import { createSession } from './session.ts'
import type { Session } from './session.ts'
import { keysAt } from './verify.ts'
import { h } from './view/element.ts'
import { setBusy, show, showFrame } from './view/page.ts'
import { failureAlert, way } from './view/parts.ts'
import { signedInPage } from './view/signed-in.ts'
import { signedOutPage } from './view/signed-out.ts'

type Application = { config: Config; session: Session }

let clock = createPageClock()
const reload = () => way('Try again', () => location.reload())

let tick = () => {}
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

/** What is shown to somebody without tokens: a failure, or how a log-out went. */
type Notice = { alert?: HTMLElement; loggedOut?: LoggedOut | undefined }

const signedOut = (app: Application, { alert, loggedOut }: Notice = {}): void => {
  const { config, session } = app
  const refused = (error: unknown) =>
    signedOut(app, { alert: failureAlert(describe(error, 'the sign-in')) })
  const signIn = () => void once(() => session.begin().catch(refused))
  const signInInPopup = () =>
    void once(() => session.beginInPopup().then((user) => signedIn(app, user), refused))
  tick = () => {}
  show(
    'desk',
    signedOutPage({
      config,
      returnAddress: session.returnAddress,
      notice: alert,
      loggedOut,
      signIn,
      signInInPopup,
    }),
  )
}

const signedIn = async (app: Application, first: User): Promise<void> => {
  const { config, session } = app
  let user = first
  let keys: CompactVerifyGetKey | undefined

  const showAll = async (deed?: Deed) => {
    const { jwks_uri } = await session.metadata()
    if (jwks_uri !== undefined) keys ??= keysAt(jwks_uri)
    page.show(user, await find({ config, session, keys, user, clock }), clock)
    page.say(deed, clock)
  }
  const again = way('Sign in again', () => {
    void once(() => session.begin().catch((error: unknown) => refused(error, 'the sign-in')))
  })
  const refused = (error: unknown, doing: string) =>
    page.notice(failureAlert(describe(error, doing), again))

  const actions = {
    refresh: async () => {
      const before = user.refresh_token
      user = await session.renew()
      await readClock()
      await showAll(user.refresh_token === before ? 'refreshed' : 'rotated')
    },
    call: async () => {
      await readClock()
      await showAll('called')
    },
    logout: () => logOut(app),
  }
  const doing = { refresh: 'the renewal', call: 'the call', logout: 'the log-out' }
  const page = signedInPage(config, (action) => {
    void once(async () => {
      page.notice()
      page.say(undefined, clock)
      await actions[action]().catch((error: unknown) => refused(error, doing[action]))
    })
  })

  show('page', page.elements)
  tick = page.tick
  await showAll().catch((error: unknown) => refused(error, 'the metadata'))
}

/** Whatever the server says, this tab holds no tokens any more. */
const logOut = async (app: Application): Promise<void> => {
  try {
    if (await app.session.beginLogOut()) return
    signedOut(app, { loggedOut: 'here' })
  } catch (error) {
    const { heading, description } = describe(error, 'the log-out')
    const failure = {
      heading: 'You are logged out here, but not at the authorization server',
      description: [`${heading}.`, description].filter(Boolean).join(' '),
      next: 'This tab holds no tokens any more.',
    }
    signedOut(app, { alert: failureAlert(failure) })
  }
}

/** The clock of the lab may have been moved since. */
const readClock = async (): Promise<void> => {
  useClock(await readConfig(location.href))
}

const useClock = (config: Config): void => {
  clock = createPageClock(config.clock)
  second()
}

/** The answer of the end-session endpoint comes back to this page, with a state of ours. */
const finishLogOut = async ({ session }: Application): Promise<Notice> => {
  const answer = new URL(location.href)
  if (!answer.searchParams.has('state') && !answer.searchParams.has('error')) return {}
  history.replaceState(null, '', answer.pathname)
  try {
    await session.finishLogOut(answer.href)
    return { loggedOut: 'everywhere' }
  } catch (error) {
    return { alert: failureAlert(describe(error, 'the log-out')) }
  }
}

const start = async (): Promise<void> => {
  const config = await readConfig(location.href)
  useClock(config)
  const app = { config, session: createSession(config, location.href) }
  const notice = await finishLogOut(app)
  const user = await app.session.user()
  if (user) await once(() => signedIn(app, user))
  else signedOut(app, notice)
}

const showClock = showFrame(location.href)
const second = () => {
  showClock(clock)
  tick()
}
setInterval(second, 1000)

// A page that the browser kept while it was left shows what was true then.
addEventListener('pageshow', (event) => event.persisted && location.reload())

start().catch((error: unknown) => {
  show(
    'page',
    scale('Ask', { stopped: true }),
    h('h1', {}, 'Single-page application'),
    h(
      'div',
      { class: 'notices' },
      failureAlert(describe(error, 'the start of this application'), reload()),
    ),
  )
})
