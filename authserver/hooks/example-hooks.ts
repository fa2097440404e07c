import type { TokenAdditions, TokenContext } from './hooks.ts'

/**
 * An example of what a module of one's own may add: two properties in the access token and in what is said
 * of it, beside what the lab adds by itself. It uses nothing outside of the function, so that people may take
 * its text and change it.
 */
export function generateToken({ user, scopes }: TokenContext): TokenAdditions {
  const properties = {
    'my-property': 'value1234',
    'other-property': [
      { name: 'first', value: 1 },
      { name: 'second', value: 2 },
    ],
  }
  const name = scopes.includes('profile') ? user?.claims['name'] : undefined
  return {
    accessToken: properties,
    response: properties,
    introspection: properties,
    userInfo: properties,
    ...(name !== undefined && { idToken: { name } }),
  }
}
