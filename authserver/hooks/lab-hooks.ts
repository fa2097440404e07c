import type { TokenAdditions, TokenContext } from './hooks.ts'

const properties = {
  'my-property': 'value1234',
  'other-property': [
    { name: 'first', value: 1 },
    { name: 'second', value: 2 },
  ],
}

/**
 * The lab's own customization: two example properties in the access token and in what is said of it. The ID
 * token gets the user's name where `profile` was granted, and nothing that nobody asked for.
 */
export function generateToken({ user, scopes }: TokenContext): TokenAdditions {
  const name = scopes.includes('profile') ? user?.claims['name'] : undefined
  return {
    accessToken: properties,
    ...(name !== undefined && { idToken: { name } }),
    response: properties,
    introspection: properties,
    userInfo: properties,
  }
}
