import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { hiddenFields, interactionPage } from './frame.ts'
import type { Form, Interaction } from './frame.ts'

export interface ConfirmationModel extends Interaction, Form {
  user: { login: string; name: string; email: string }
}

/** The page to which the link of a mail leads: it makes an account. */
export function confirmationPage(pages: Pages, model: ConfirmationModel): string {
  const { login, name, email } = model.user
  return pages.render('confirmation', {
    ...model,
    page: interactionPage(model, 'Make your account'),
    hidden: hiddenFields(model),
    facts: [
      { name: 'user name', value: login },
      { name: 'name', value: name },
      { name: 'mail address', value: email },
    ],
  })
}
