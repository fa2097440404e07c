import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import type { BackchannelState } from '@oauth-lab/kit/admin/backchannel-document.ts'
import type { DeliveryMode } from '../../backchannel/delivery-modes.ts'
import { interactionPage } from './frame.ts'
import type { Interaction } from './frame.ts'

export interface BackchannelAnsweredModel extends Interaction {
  client: { name: string }
  state: BackchannelState
  mode: DeliveryMode
  /** What came of the notification; null where none was due. */
  told: string | null
  /** Where the others are that wait. */
  listHref: string
}

const titles = {
  allowed: 'You allowed it',
  denied: 'You denied it',
  expired: 'The request is over',
  waiting: 'The request still waits',
} as const satisfies Record<BackchannelState, string>

const texts = {
  allowed: 'Go back to where it began. You may close this page.',
  denied: 'The application gets nothing. You may close this page.',
  expired: 'You took too long. Nothing was allowed by this page: the application has to ask again.',
  waiting:
    'Somebody else is signed in here than the one who is asked. Nothing was answered by this page.',
} as const satisfies Record<BackchannelState, string>

const sent = {
  allowed: {
    poll: 'Tokens, when the application asks next.',
    ping: 'A note that you have answered. It asks for its tokens then.',
    push: 'The tokens themselves.',
  },
  denied: {
    poll: 'error=access_denied, when the application asks next.',
    ping: 'A note that you have answered. It is told error=access_denied when it asks then.',
    push: 'error=access_denied.',
  },
} as const satisfies Record<'allowed' | 'denied', Record<DeliveryMode, string>>

/** Says how a backchannel request was answered, and what its client is sent (CIBA Core §8, §10). */
export function backchannelAnsweredPage(pages: Pages, model: BackchannelAnsweredModel): string {
  const { state, mode, told, client } = model
  const isAnswered = state === 'allowed' || state === 'denied'
  return pages.render('answered', {
    ...model,
    title: titles[state],
    text: texts[state],
    page: interactionPage(model, titles[state]),
    scale: state === 'allowed' ? scale('Exchange') : scale('Consent', { stopped: true }),
    on: 'What waits for you',
    onHref: model.listHref,
    heading: 'What the application is sent',
    note: mode === 'poll' ? 'Token response' : 'Notification',
    sends: isAnswered ? sent[state][mode] : 'Nothing by this page.',
    told: told && `${client.name} ${told}`,
    clause: mode === 'push' ? 'CIBA Core §10.3; CIBA Core §12' : 'CIBA Core §10.1; CIBA Core §11',
  })
}
