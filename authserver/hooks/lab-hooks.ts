import type { TokenAdditions, TokenContext } from './hooks.ts'

const properties = {
  'my-property': 'value1234',
  'other-property': [
    { name: 'first', value: 1 },
    { name: 'second', value: 2 },
  ],
}

/** The lab's own customization: two extra properties everywhere, and `name` in ID tokens. */
export function generateToken({ user }: TokenContext): TokenAdditions {
  const name = user?.claims['name']
  return {
    accessToken: properties,
    idToken: { ...properties, ...(name !== undefined && { name }) },
    response: properties,
    introspection: properties,
    userInfo: properties,
  }
}
