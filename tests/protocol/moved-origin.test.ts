import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import { createBrowser } from './support/browser.ts'
import { embeddedOnly } from './support/embedded-only.ts'

const { test } = embeddedOnly('it starts one lab twice on a folder of its own')

test('a lab with data that is started at another port signs people in at both its clients', async () => {
  const data = mkdtempSync(join(tmpdir(), 'oauth-lab-moved-'))
  try {
    const first = await startLab({ data })
    await signIn(first)
    await first.stop()

    await using second = await startLab({ data })
    assert.notEqual(second.origin, first.origin)
    await signIn(second)
    const clients = await second.control.clients.list()
    const spa = clients.filter(({ client_name }) => client_name === 'spa')
    assert.deepEqual(
      spa.map(({ redirect_uris }) => redirect_uris?.[0]),
      [`${second.origin}/spa/callback.html`],
    )
  } finally {
    rmSync(data, { recursive: true })
  }
})

async function signIn({ base, trustedFetch }: Awaited<ReturnType<typeof startLab>>): Promise<void> {
  const browser = createBrowser(trustedFetch)
  const login = await browser.open(`${base}/client/application/login`)
  const consent = await browser.submit(login, { login: 'developer', password: 'test' })
  const scope = ['profile', 'email', 'offline_access', 'my/scope']
  const page = await browser.submit(consent, { scope, answer: 'allow' })
  assert.match(page.text, /<h1>Signed in as Dana Developer<\/h1>/)
}
