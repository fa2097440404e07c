import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import { accountPath } from '../../account/paths.ts'
import { interactionPage } from './frame.ts'
import type { Interaction } from './frame.ts'

export interface DeviceAnsweredModel extends Interaction {
  /** `over`: somebody else answered before, or it was too late. */
  answer: 'allowed' | 'denied' | 'over'
}

const texts = {
  allowed: {
    title: 'The device is connected',
    text: 'Go back to it: it gets its tokens when it asks next, within seconds. You may close this page.',
    sends: 'Tokens, when the device asks next.',
  },
  denied: {
    title: 'The device was refused',
    text: 'It is told so when it asks next, and gets nothing. You may close this page.',
    sends: 'error=access_denied, when the device asks next.',
  },
  over: {
    title: 'The code is over',
    text: 'It was answered before, or you took too long. Nothing was allowed by this page. Begin again at the device.',
    sends: 'Nothing by this page.',
  },
} as const

/** Says how the request of a device was answered (RFC 8628 §3.3). */
export function deviceAnsweredPage(pages: Pages, model: DeviceAnsweredModel): string {
  const { answer } = model
  return pages.render('answered', {
    ...model,
    ...texts[answer],
    page: interactionPage(model, texts[answer].title),
    scale: answer === 'allowed' ? scale('Exchange') : scale('Consent', { stopped: true }),
    on: 'What you allowed',
    onHref: model.sandbox.prefix + accountPath,
    heading: 'What the device is sent',
    note: 'Token response',
    clause: 'RFC 8628 §3.5',
  })
}
