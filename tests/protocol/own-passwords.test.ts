import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import { noteSecret } from '../secrets.ts'
import { createBrowser } from './support/browser.ts'
import { embeddedOnly } from './support/embedded-only.ts'

const { test } = embeddedOnly('it starts one lab twice on a folder of its own')

const own = { superuser: 'chosen-for-superuser', developer: 'chosen-for-developer' }

test('a password of one’s own replaces the public one of a lab that has data, in every sandbox', async () => {
  for (const password of Object.values(own)) noteSecret(password, 'password')
  const data = mkdtempSync(join(tmpdir(), 'oauth-lab-passwords-'))
  try {
    const first = await startLab({ data })
    const { id } = await first.control.sandboxes.create({})
    assert.equal(await signIn(first, '', 'developer', 'test'), true)
    await first.stop()

    // At the same origin: the clients are registered for it.
    const port = Number(new URL(first.origin).port)
    await using second = await startLab({ data, port, passwords: own })
    for (const prefix of ['', `/~${id}`]) {
      assert.equal(await signIn(second, prefix, 'developer', 'test'), false)
      assert.equal(await signIn(second, prefix, 'superuser', 'SYS'), false)
      assert.equal(await signIn(second, prefix, 'developer', own.developer), true)
      assert.equal(await signIn(second, prefix, 'superuser', own.superuser), true)
    }
  } finally {
    rmSync(data, { recursive: true })
  }
})

test('another password at a later start replaces the one before, in every sandbox', async () => {
  const later = { ...own, developer: 'chosen-later' }
  noteSecret(later.developer, 'password')
  const data = mkdtempSync(join(tmpdir(), 'oauth-lab-passwords-'))
  try {
    const first = await startLab({ data, passwords: own })
    const { id } = await first.control.sandboxes.create({})
    const port = Number(new URL(first.origin).port)
    await first.stop()
    // A start with the same ones changes nothing.
    for (const passwords of [own, later]) {
      await using lab = await startLab({ data, port, passwords })
      for (const prefix of ['', `/~${id}`]) {
        assert.equal(await signIn(lab, prefix, 'developer', passwords.developer), true)
        assert.equal(await signIn(lab, prefix, 'superuser', passwords.superuser), true)
      }
    }
  } finally {
    rmSync(data, { recursive: true })
  }
})

/** Whether the sign-in page lets somebody in who asks for the web client. */
async function signIn(
  { origin, trustedFetch }: Awaited<ReturnType<typeof startLab>>,
  prefix: string,
  login: string,
  password: string,
): Promise<boolean> {
  const browser = createBrowser(trustedFetch)
  const page = await browser.open(`${origin}${prefix}/client/application/login`)
  const answer = await browser.submit(page, { login, password })
  return answer.status === 200 && /name="scope"/.test(answer.text)
}
