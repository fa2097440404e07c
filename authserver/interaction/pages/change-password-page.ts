import { alert } from '@oauth-lab/kit/pages/parts.ts'
import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { duration } from '@oauth-lab/kit/pages/text.ts'
import { hiddenFields, interactionPage } from './frame.ts'
import type { Form, Interaction } from './frame.ts'

export interface ChangePasswordModel extends Interaction, Form {
  username: string
  /** Why the new password is not taken. */
  problem?: string | undefined
  /** That the present password was wrong, or that there were too many wrong ones. */
  refused?: { waitSeconds: number; attempt: { n: number; of: number } } | undefined
  /** How many characters the new one needs. */
  least: number
  accountHref: string
}

/** The page on which a user who is signed in changes the password. */
export function changePasswordPage(pages: Pages, model: ChangePasswordModel): string {
  const { problem, refused } = model
  const text = problem ?? (refused && describe(refused))
  const heading = 'The password was not changed'
  return pages.render('change-password', {
    ...model,
    page: interactionPage(
      model,
      text === undefined ? 'Change your password' : 'Not changed · Change your password',
    ),
    alert: text !== undefined && alert({ state: 'fail', heading, text, answersForm: true }),
    hidden: hiddenFields(model),
  })
}

function describe({
  waitSeconds,
  attempt: { n, of },
}: NonNullable<ChangePasswordModel['refused']>) {
  return waitSeconds > 0
    ? `There were too many wrong passwords from this address. You may try again in ${duration(waitSeconds)} on the clock of the lab.`
    : `The present password is wrong. Attempt ${n} of ${of}.`
}
