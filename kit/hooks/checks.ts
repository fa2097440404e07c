import type { Catalogue } from '../check-definition.ts'

/** Who may put code into a role, and how that runs. */
export const hookChecks = {
  'hooks.editable': {
    clause: 'RFC 9110 §15.5.4',
    held: 'The lab was started so that hooks may be edited.',
    broken: 'The lab was not started so that hooks may be edited.',
    error: 'access_denied',
    status: 403,
  },
  'hook.runs': {
    clause: 'RFC 6749 §4.1.2.1',
    held: 'The hook ran to its end, and returned what it may.',
    broken: 'A hook of this server failed.',
    error: 'server_error',
    status: 500,
  },
} as const satisfies Catalogue

/** What to do about it. */
export const howToEdit =
  'Start a lab on loopback by ./lab up --edit-hooks: a hook is code that runs in the lab.'
