import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import { address } from '@oauth-lab/kit/pages/text.ts'
import { interactionPage } from './frame.ts'
import type { AskingClient, Interaction } from './frame.ts'

export interface FormPostModel extends Interaction {
  client: AskingClient
  redirectUri: string
  /** The authorization response, an error as well. */
  parameters: Readonly<Record<string, string>>
}

/**
 * The authorization response as a form that is posted to the client (OAuth 2.0 Form Post Response
 * Mode §2). A script from `/assets/` posts it, or its button.
 */
export function formPostPage(pages: Pages, model: FormPostModel): string {
  const { client, redirectUri, parameters } = model
  const refused = parameters['error'] !== undefined
  return pages.render('form-post', {
    ...model,
    page: {
      ...interactionPage(model, `Back to ${client.name}`),
      scripts: ['form-post.js'],
    },
    scale: refused ? scale('Consent', { stopped: true }) : scale('Exchange'),
    fields: Object.entries(parameters),
    rows: [
      { name: 'to', value: address(redirectUri) },
      { name: 'carries', value: Object.keys(parameters).join(', ') },
    ],
  })
}
