import { readConfig } from './config.ts'
import { describe } from './failure.ts'
import { createPageClock } from './lab-clock.ts'
import { createSession } from './session.ts'
import { h } from './view/element.ts'
import { show, showFrame } from './view/page.ts'
import { failureAlert, way } from './view/parts.ts'

const ways = () => [
  way('Close this window', () => window.close()),
  h('a', { class: 'button small', href: './' }, 'Go to the application'),
]

const finish = async (): Promise<void> => {
  const config = await readConfig(location.href)
  showClock(createPageClock(config.clock))
  const session = createSession(config, location.href)
  await session.finishInPopup(location.href)
  // The window that asked closes this one. Where nobody asked, it stays and says so.
  show(
    'page',
    h('h1', {}, 'The answer was handed on'),
    h('p', {}, 'The window that asked for this sign-in goes on with it. This one is not needed.'),
    h('p', { class: 'row' }, ways()),
  )
}

const showClock = showFrame(location.href)
showClock(createPageClock())
finish().catch((error: unknown) => {
  show(
    'page',
    h('h1', {}, 'The sign-in was not finished'),
    h('div', { class: 'notices' }, failureAlert(describe(error, 'the sign-in'), ...ways())),
  )
})
