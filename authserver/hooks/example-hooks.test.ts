import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { loadText } from '@oauth-lab/kit/hooks/load-text.ts'
import * as examples from './example-hooks.ts'
import * as lab from './lab-hooks.ts'
import { readHooks } from './load-hooks.ts'

const context = {
  grantType: 'authorization_code',
  clientId: 'c-1',
  scopes: ['openid', 'profile'],
  audience: [],
  user: { sub: 'u-1', username: 'developer', claims: { name: 'Dana' }, roles: [] },
  grantId: null,
  confirmation: undefined,
}

test('the text of a hook of the lab is whole: as a module of one’s own it does the same', async () => {
  for (const { generateToken } of [examples, lab]) {
    const loaded = await loadText(`export ${String(generateToken)}`, readHooks)
    deepEqual(await loaded.generateToken!(context), generateToken(context))
    deepEqual(generateToken(context).idToken, { name: 'Dana' })
  }
})
