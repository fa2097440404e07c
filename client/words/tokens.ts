import type { About } from './claims.ts'

/** How a token is headed, and for whom its `sub` stands. */
export interface TokenWords {
  id: 'access-token' | 'id-token'
  title: string
  note: string
  about: About
}

/** The access token of a person. */
export function accessTokenOf(name: string): TokenWords {
  return {
    id: 'access-token',
    title: 'Access token',
    note: 'A key to the resource server. A client need not look inside; this one does, so that you can.',
    about: { kind: 'access', subject: `about ${name}` },
  }
}

/** The ID token of a person. */
export function idTokenOf(name: string): TokenWords {
  return {
    id: 'id-token',
    title: 'ID token',
    note: 'Tells this page who signed in, when and for whom. Not a key to anything.',
    about: { kind: 'id', subject: `stands for ${name}` },
  }
}

/** The access token of a client that acts for itself. */
export const machineToken: TokenWords = {
  id: 'access-token',
  title: 'Access token',
  note: 'The key of this application itself, got with its own secret. No person is behind it.',
  about: { kind: 'access', subject: 'this application itself: nobody signed in' },
}
