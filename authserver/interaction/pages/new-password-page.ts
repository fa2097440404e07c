import { alert } from '@oauth-lab/kit/pages/parts.ts'
import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { hiddenFields, interactionPage } from './frame.ts'
import type { Form, Interaction } from './frame.ts'

export interface NewPasswordModel extends Interaction, Form {
  username: string
  /** Why the one that was sent is not taken. */
  problem?: string | undefined
  /** How many characters it needs. */
  least: number
}

/** The page on which a user who forgot the password chooses another one. */
export function newPasswordPage(pages: Pages, model: NewPasswordModel): string {
  const { problem } = model
  const failed = problem !== undefined
  const heading = 'The password was not taken'
  return pages.render('new-password', {
    ...model,
    page: interactionPage(
      model,
      failed ? 'Not taken · Choose another password' : 'Choose another password',
    ),
    alert: failed && alert({ state: 'fail', heading, text: problem, answersForm: true }),
    hidden: hiddenFields(model),
    failed,
  })
}
