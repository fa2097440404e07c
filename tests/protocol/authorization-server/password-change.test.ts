import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { noteSecret } from '../../secrets.ts'
import { createBrowser } from '../support/browser.ts'
import { authorizationRequest, authorize } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import { useLab } from '../support/use-lab.ts'

const used = useLab()

test('a new password ends the user’s sessions, the one that the user has already ends none', async () => {
  const sandbox = await used.sandbox()
  const client = await registerClient(sandbox)
  const browser = createBrowser(sandbox.trustedFetch)
  await authorize(sandbox, client, {}, { browser })
  const asksForPassword = async () => {
    const page = await browser.open(authorizationRequest(sandbox, client).url)
    return page.text.includes('name="password"')
  }
  equal(await asksForPassword(), false)
  await sandbox.control.users.update('developer', { password: 'test' })
  equal(await asksForPassword(), false)
  noteSecret('another-one', 'password')
  await sandbox.control.users.update('developer', { password: 'another-one' })
  equal(await asksForPassword(), true)
})
