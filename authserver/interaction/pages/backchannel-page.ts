import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { address, duration } from '@oauth-lab/kit/pages/text.ts'
import { hiddenFields, interactionPage } from './frame.ts'
import type { AskingClient, Form, Interaction } from './frame.ts'

/** What a client asks the user for from elsewhere. */
export interface WaitingRequest {
  id: string
  client: AskingClient
  /** Scopes with spaces between. */
  scope: string
  bindingMessage: string | undefined
  /** Until it ends, on the lab's clock. */
  secondsLeft: number
}

export interface BackchannelModel extends Interaction, Form {
  user: { name: string }
  requests: readonly WaitingRequest[]
  accountHref: string
}

/** The backchannel requests that wait for a user (CIBA Core §8). */
export function backchannelPage(pages: Pages, model: BackchannelModel): string {
  return pages.render('backchannel', {
    ...model,
    page: interactionPage(model, 'What waits for your answer'),
    hidden: hiddenFields(model),
    requests: model.requests.map(({ id, client, scope, bindingMessage, secondsLeft }) => ({
      id,
      name: client.name,
      mark: client.public ? 'client-public' : 'client',
      message: bindingMessage,
      facts: [
        { name: 'client_id', value: address(client.id) },
        { name: 'scope', value: scope },
        { name: 'ends in', value: duration(secondsLeft) },
      ],
    })),
  })
}
