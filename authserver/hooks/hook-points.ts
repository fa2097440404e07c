import type { HookPoint } from '@oauth-lab/kit/admin/hooks-document.ts'
import type { Hooks } from './hooks.ts'

const protocol =
  'Replace what the protocol defines: claims, members and header parameters (RFC 9068 §2.2, RFC 7519 §4.1, RFC 7515 §4.1).'

/** Every hook, in the order in which they run. */
export const hookPoints: readonly (Omit<HookPoint, 'loaded'> & { name: keyof Hooks })[] = [
  {
    name: 'beforeAuthenticate',
    runs: 'When an authorization request was found right, before anybody signs in.',
    may: 'Replace the scopes that are asked for.',
    never: 'Grant a scope: the user still decides, and the server must know it.',
  },
  {
    name: 'displayLogin',
    runs: 'Before the sign-in page is shown.',
    may: 'Put a notice on it, as HTML.',
    never: 'Run scripts: the content policy of the page stops them.',
  },
  {
    name: 'validateUser',
    runs: 'When somebody has sent a name and a password.',
    may: 'Decide in place of the server: a user, nobody, or leave it to the server.',
    never: 'Sign in a user whom the server does not know, or go around the second factor.',
  },
  {
    name: 'displayPermissions',
    runs: 'Before the consent page is shown.',
    may: 'Put a notice on it, as HTML.',
    never: 'Allow anything in place of the user.',
  },
  {
    name: 'afterAuthenticate',
    runs: 'When a sign-in has ended well.',
    may: 'Narrow the scopes that are granted.',
    never: 'Widen them.',
  },
  {
    name: 'validateClient',
    runs: 'When a client has authenticated at the token endpoint.',
    may: 'Refuse it.',
    never: 'Let a client in that did not authenticate.',
  },
  {
    name: 'generateToken',
    runs: 'When a token is made.',
    may: 'Add claims and header parameters to access token and ID token, and members to token response, introspection and UserInfo.',
    never: protocol,
  },
  {
    name: 'grantTypes',
    runs: 'When a token request names a grant type of your own.',
    may: 'Decide for whom the token is, and with which scopes.',
    never: 'Name a user, scope or resource that the server does not know.',
  },
]
