import { scale } from '@oauth-lab/kit/pages/scale.ts'
import { stoppedAt } from '../words/stages.ts'
import { readConfig } from './config.ts'
import { describe } from './failure.ts'
import { createPageClock } from './lab-clock.ts'
import { createSession } from './session.ts'
import type { Session } from './session.ts'
import { h } from './view/element.ts'
import { show, showFrame } from './view/page.ts'
import { failureAlert, way } from './view/parts.ts'

const answer = location.href

const showFailure = (heading: string, error: unknown, ...ways: HTMLElement[]): void => {
  const back = h('a', { class: 'button small', href: './' }, 'Back to the page')
  const refused = new URL(answer).searchParams.get('error') ?? undefined
  show(
    'page',
    scale(stoppedAt(refused), { stopped: true }),
    h('h1', {}, heading),
    h('div', { class: 'notices' }, failureAlert(describe(error, 'the sign-in'), ...ways, back)),
  )
}

const failed = (error: unknown): void => showFailure('You are not signed in', error)

const again = (session: Session): HTMLElement =>
  way('Sign in again', () => void session.begin().catch(failed))

const finish = async (): Promise<void> => {
  const config = await readConfig(location.href)
  showClock(createPageClock(config.clock))
  const session = createSession(config, location.href)
  try {
    await session.finish(answer)
    location.replace('./')
  } catch (error) {
    // Who goes back in the history of a tab that is signed in comes here with an answer that was used.
    const user = await session.user()
    const heading = user ? 'You are still signed in' : 'You are not signed in'
    showFailure(heading, error, again(session))
  }
}

const showClock = showFrame(location.href)
showClock(createPageClock())
history.replaceState(null, '', location.pathname) // the code does not stay in the history
finish().catch(failed)
