import { deepEqual, notDeepEqual } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clauseAddress } from '@oauth-lab/explain/catalogue/clause-address.ts'
import { wordsFor } from '@oauth-lab/explain/catalogue/values.ts'
import { profileNames } from '@oauth-lab/kit/admin/configuration-document.ts'
import { defaultConfiguration } from '../configuration/configurations.ts'
import { inForce } from './apply-profile.ts'
import { profiles } from './profiles.ts'

describe('a profile', () => {
  test('is a row for each name, and the explanation has a word for it', () => {
    deepEqual(
      profiles.map(({ name }) => name),
      [...profileNames],
    )
    for (const name of profileNames) notDeepEqual(wordsFor('profile', name), undefined, name)
  })

  test('says of each change why, and by which clause', () => {
    const changes = profiles.flatMap(({ changes: all }) => all)
    deepEqual(
      changes.filter(({ clause }) => clauseAddress(clause) === undefined),
      [],
    )
  })

  test('changes a setting or lets a check pass by each of its changes', () => {
    const before = {
      ...defaultConfiguration(),
      supportedGrantTypes: ['password', 'authorization_code'],
      codeLifetime: 600,
      pushedRequestLifetime: 600,
      httpForLocalhost: true,
      requirePkceOrNonce: true,
      supportedResponseTypes: ['id_token' as const],
    }
    for (const { name, changes } of profiles) {
      const { configuration, lets } = inForce({ ...before, profile: name })
      for (const { settings, waives = [], says } of changes) {
        for (const id of waives) deepEqual(lets.has(id), true, says)
        if (settings === undefined) continue
        notDeepEqual({ ...before, ...settings(before) }, before, `${name}: ${says}`)
        deepEqual({ ...configuration, ...settings(configuration) }, configuration, says)
      }
    }
  })
})
