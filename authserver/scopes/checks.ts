import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** The scope that a request asks for. */
export const scopeChecks = {
  'scope.form': {
    clause: 'RFC 6749 §3.3',
    held: 'The scope is a list of scope tokens with single spaces between.',
    broken: 'The scope is not a list of scope tokens with single spaces between.',
    error: 'invalid_scope',
  },
  'scope.supported': {
    clause: 'RFC 6749 §3.3',
    held: 'The server supports every scope.',
    broken: 'The server does not support a scope.',
    error: 'invalid_scope',
    waivable: true,
  },
  'scope.registered': {
    clause: 'RFC 7591 §2',
    held: 'The client registered every scope.',
    broken: 'The client did not register a scope.',
    error: 'invalid_scope',
    waivable: true,
  },
  'scope.no-user': {
    clause: 'RFC 6749 §5.2',
    held: 'The scope needs no user.',
    broken: 'The scope needs a user, and a client by itself has none.',
    error: 'invalid_scope',
  },
  'scope.granted': {
    clause: 'RFC 6749 §6',
    held: 'The scope holds only what was granted.',
    broken: 'The scope holds more than was granted.',
    error: 'invalid_scope',
  },
} as const satisfies Catalogue
