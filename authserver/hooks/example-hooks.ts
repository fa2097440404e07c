import type { TokenAdditions, TokenContext } from './hooks.ts'
import * as lab from './lab-hooks.ts'

const properties = {
  'my-property': 'value1234',
  'other-property': [
    { name: 'first', value: 1 },
    { name: 'second', value: 2 },
  ],
}

/** An example of what a module of one's own may add: two properties in the access token and in what is said of it. */
export function generateToken(context: TokenContext): TokenAdditions {
  return {
    ...lab.generateToken(context),
    accessToken: properties,
    response: properties,
    introspection: properties,
    userInfo: properties,
  }
}
