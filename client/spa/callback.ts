import { readConfig } from './config.ts'
import { describe } from './failure.ts'
import { createSession } from './session.ts'
import type { Session } from './session.ts'
import { h } from './view/element.ts'
import { show, showFrame } from './view/page.ts'
import { failureAlert, way } from './view/parts.ts'

const answer = location.href

const failed = (error: unknown, ...ways: HTMLElement[]): void => {
  const back = h('a', { class: 'button small', href: './' }, 'Back to the application')
  show(
    'page',
    h('h1', {}, 'You are not signed in'),
    h('div', { class: 'notices' }, failureAlert(describe(error, 'the sign-in'), ...ways, back)),
  )
}

const again = (session: Session): HTMLElement =>
  way('Sign in again', () => void session.begin().catch(failed))

const finish = async (): Promise<void> => {
  const session = createSession(await readConfig(location.href), location.href)
  try {
    await session.finish(answer)
    location.replace('./')
  } catch (error) {
    failed(error, again(session))
  }
}

showFrame(location.href)(Math.floor(Date.now() / 1000))
history.replaceState(null, '', location.pathname) // the code does not stay in the history
finish().catch(failed)
