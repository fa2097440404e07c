import type { Advices } from './advice.ts'

/** Checks of the authorization server as a whole. */
export const serverAdvice = {
  'server.defined': {
    why: 'A server that nobody set up has no scopes and no grant types. So it makes no tokens.',
    fix: 'Create a server definition in the authorization server’s portal. Waiting brings none.',
  },
} as const satisfies Advices
