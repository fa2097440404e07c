import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { interactionPage } from './frame.ts'
import type { Interaction } from './frame.ts'

export interface CheckSessionModel extends Interaction {
  /** The name of the cookie with the browser's state. */
  cookie: string
}

/** What clients hold in a frame that nobody sees; who opens it by itself reads what it is for. */
export function checkSessionPage(pages: Pages, model: CheckSessionModel): string {
  return pages.render('check-session', {
    ...model,
    page: { ...interactionPage(model, 'Session check'), scripts: ['check-session.js'] },
  })
}
