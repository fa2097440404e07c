import type { Catalogue } from '../check-definition.ts'

/** Who may put code into a role. */
export const hookChecks = {
  'hooks.editable': {
    clause: 'RFC 9110 §15.5.4',
    held: 'The lab was started so that hooks may be edited.',
    broken: 'The lab was not started so that hooks may be edited.',
    error: 'access_denied',
    status: 403,
  },
} as const satisfies Catalogue

/** What to do about it. */
export const howToEdit =
  'Start a lab on loopback by ./lab up --edit-hooks: a hook is code that runs in the lab.'
