import { readFile } from 'node:fs/promises'
import type { Locator } from '@playwright/test'
import { allow, authenticate, signInAtConsole, signInAtWebPage } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test('a code flow appears while it happens, with its tokens explained and its checks', async ({
  page,
  watch,
}) => {
  watch.expectError(/status of 401 /)
  await signInAtConsole(page, './console/flow')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Flow')
  const other = await page.context().newPage()
  await signInAtWebPage(other)
  await page.getByRole('link', { name: /Authorization code with PKCE/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Authorization code with PKCE')
  const drawing = page.getByRole('region', { name: 'Messages, in order' })
  await drawing.getByRole('link', { name: /asks, back channel.*Token request/ }).click()
  const panel = page.getByRole('region', { name: /Token request/ })
  await expect(panel).toContainText('it fits the code_challenge of message')
  await expect(
    panel.getByRole('listitem').filter({ hasText: 'pkce.verifier-matches' }),
  ).toBeVisible()
})

test('a held token request is changed and released, and the check that refuses it is shown', async ({
  page,
  watch,
}) => {
  watch.expectError(/status of (401|400) /)
  await signInAtConsole(page, './console/flow')
  await page.locator('label').filter({ hasText: 'Step' }).click()
  await page.getByRole('button', { name: /^Hold: / }).click()
  await page.getByRole('menuitem', { name: 'token requests' }).click()
  await expect(page.getByRole('button', { name: 'Hold: token requests' })).toBeVisible()

  const other = await page.context().newPage()
  await other.goto('./client/application/login')
  await authenticate(other)
  await other.getByRole('button', { name: 'Allow', exact: true }).click({ noWaitAfter: true })

  await expect(page.getByRole('heading', { name: 'One message is held' })).toBeVisible()
  await page.getByRole('link', { name: 'Token request' }).click()
  const editor = page.getByRole('form', { name: 'Token request' })
  await expect(editor).toContainText('hidden')
  await editor
    .getByRole('textbox', { name: 'redirect_uri' })
    .fill('https://elsewhere.example/callback')
  await expect(editor.getByText('changed', { exact: true })).toBeVisible()
  await expect(editor).toContainText('Looked at by code.redirect-uri')

  await test.step('as text it is the body that will go out, and what is changed there is changed', async () => {
    await editor.locator('label').filter({ hasText: 'Raw' }).click()
    const raw = editor.getByRole('textbox', { name: 'The body as it will go out' })
    const changed = 'redirect_uri=https%3A%2F%2Felsewhere.example%2Fcallback'
    for (const pair of [changed, 'code=hidden']) await expect(raw).toHaveValue(new RegExp(pair))
    await raw.fill((await raw.inputValue()).replace(changed, `${changed}%2Fraw`))
    await editor.locator('label').filter({ hasText: 'Decoded' }).click()
    await expect(editor.getByRole('textbox', { name: 'redirect_uri' })).toHaveValue(
      'https://elsewhere.example/callback/raw',
    )
    await expect(editor.getByText('changed', { exact: true })).toHaveCount(1)
  })
  await editor.getByRole('button', { name: 'Release changed' }).click()

  const panel = page.getByRole('region', { name: /Token request/ })
  await expect(panel.getByRole('listitem').filter({ hasText: 'code.redirect-uri' })).toContainText(
    'Failed.',
  )
  await expect(panel).toContainText('What came is told here')
  await expect(page.getByRole('region', { name: 'Who stepped in' })).toContainText('Token request')
  await expect(page.getByRole('link', { name: /redirect_uri changed by superuser/ })).toBeVisible()
  await page.locator('label').filter({ hasText: 'Live' }).click()
  await expect(page.getByRole('heading', { name: /held/ })).toBeHidden()
})

test('the flow says how many exchanges went for want of room', async ({ page, sandbox, watch }) => {
  watch.expectError(/status of 40[01] /)
  await signInAtConsole(page, './console/recording')
  // A quarter of 64 MiB is a sandbox's share, and 64 KiB of a body are kept.
  await page.evaluate(async (url) => {
    const body = new URLSearchParams({ grant_type: 'x'.repeat(60 * 1024) })
    const send = async () => {
      for (let sent = 0; sent < 75; sent++) await fetch(url, { method: 'POST', body })
    }
    await Promise.all([send(), send(), send(), send()])
  }, `${sandbox.issuer}/token`)
  const { log } = await sandbox.control.recording.har()
  expect(log._oauth.dropped).toBeGreaterThan(0)
  await page.goto('./console/flow')
  const went = page.getByText('earlier exchanges went for want of room.')
  await expect(went).toContainText(log._oauth.dropped.toLocaleString('en'))
  await page.getByRole('link', { name: 'All messages' }).click()
  await expect(went).toBeVisible()
})

test('the messages of a code flow are inspected without a mouse', async ({ page, watch }) => {
  watch.expectError(/status of 401 /)
  await signInAtWebPage(page)
  await signInAtConsole(page, './console/flow')
  const flow = page.getByRole('link', { name: /Authorization code with PKCE/ })
  await flow.waitFor()
  const tabTo = async (target: Locator) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`Tab does not lead to ${String(target)}`)
  }
  await tabTo(flow)
  await page.keyboard.press('Enter')
  const rows = page.locator('.msg')
  await rows.first().waitFor()
  await tabTo(rows.first())
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await expect(rows.first()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const panel = page.getByRole('region', { name: /^2 / })
  await expect(panel).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(rows.nth(1)).toBeFocused()
})

test('a failed check is found by the filter, with its clause and the line of its code', async ({
  page,
  watch,
}) => {
  watch.expectError(/status of 401 /)
  await signInAtWebPage(page)
  await signInAtConsole(page, './console/flow?flow=all')
  await page.getByRole('button', { name: 'Failed' }).click()
  await page.locator('.msg.failed').first().click()
  const failed = page.locator('.checks .fail')
  await expect(failed).toContainText('Failed.')
  await expect(failed.getByRole('link', { name: /RFC \d+ §/ })).toBeVisible()
  await expect(failed).toContainText(/resserver\/[\w/-]+\.ts:\d+/)
})

test('a message is shown as a table, hidden values of one on demand, and a flow is given as a file', async ({
  page,
  watch,
}) => {
  watch.expectError(/status of 401 /)
  await signInAtWebPage(page)
  await signInAtConsole(page, './console/flow')
  await page.getByRole('link', { name: /Authorization code with PKCE/ }).click()
  await page.locator('label').filter({ hasText: 'Table' }).click()
  await page.getByRole('table').getByRole('link', { name: 'Token request' }).click()
  const panel = page.getByRole('region', { name: /Token request/ })
  const code = panel.locator('.kv > div').filter({ has: page.getByText('code', { exact: true }) })
  await expect(code).toContainText('hidden-')
  await panel.getByRole('button', { name: 'Show hidden values' }).click()
  await expect(code).not.toContainText('hidden-')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: 'Share' })
      .click()
      .then(() => page.getByRole('menuitem', { name: 'Download Mermaid' }).click()),
  ])
  expect(file.suggestedFilename()).toBe('authorization-code-with-pkce.mmd')
  expect(await readFile(await file.path(), 'utf8')).toMatch(/^sequenceDiagram\n/)
  const [picture] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: 'Share' })
      .click()
      .then(() => page.getByRole('menuitem', { name: 'Download PNG' }).click()),
  ])
  expect(picture.suggestedFilename()).toBe('authorization-code-with-pkce.png')
  const png = await readFile(await picture.path())
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  // IHDR: as wide as the lanes, twice as sharp (W3C PNG §11.2.1).
  expect(png.readUInt32BE(16)).toBeGreaterThan(1000)
})

test('two flows are laid side by side, and only what was done differently is marked', async ({
  page,
  watch,
}) => {
  watch.expectError(/status of (401|403) /)
  for (const but of [['my/scope'], []]) {
    await page.goto('./client/application/login')
    await authenticate(page)
    await allow(page, { but })
    await page.getByRole('heading', { name: 'Signed in as Dana Developer' }).waitFor()
    await page.context().clearCookies()
  }
  await signInAtConsole(page, './console/flow')
  await page.getByRole('link', { name: /1\. Authorization code/ }).click()
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('menuitem', { name: /Authorization code/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Two flows, side by side')
  const rows = page.getByRole('region', { name: /Messages of both flows/ }).getByRole('listitem')
  await expect(rows.filter({ hasText: 'Authorization request' })).toContainText('the same')
  const tokens = rows.filter({ hasText: 'Token response' })
  await expect(tokens.locator('mark').filter({ hasText: 'my/scope' }).first()).toBeVisible()
  await expect(tokens).not.toContainText('state')
})

test('a flow is named and pinned, and stands first in the list of this browser', async ({
  page,
  watch,
}) => {
  watch.expectError(/status of 401 /)
  await signInAtWebPage(page)
  await signInAtConsole(page, './console/flow')
  await page.getByRole('link', { name: /Authorization code with PKCE/ }).click()
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('menuitem', { name: 'Name it' }).click()
  await page.getByRole('textbox', { name: /Name of this flow/ }).fill('My first flow')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('My first flow')
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('menuitem', { name: 'Pin it' }).click()
  await page.getByRole('link', { name: 'All flows' }).click()
  await page.reload()
  await expect(page.locator('tbody tr').first()).toContainText('My first flow')
  await expect(page.locator('tbody tr').first()).toContainText('pinned')
})

test('a pinned flow is kept when the recording is emptied, with its secrets hidden', async ({
  page,
  sandbox,
  watch,
}) => {
  watch.expectError(/status of 401 /)
  await signInAtWebPage(page)
  await signInAtConsole(page, './console/flow')
  await page.getByRole('link', { name: /Authorization code with PKCE/ }).click()
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('menuitem', { name: 'Pin it' }).click()
  const keptIn = () =>
    page.evaluate(async () => {
      const [{ name } = {}] = await indexedDB.databases()
      const wait = <Result>(request: IDBRequest<Result>) =>
        new Promise<Result>((resolve) => {
          request.addEventListener('success', () => resolve(request.result))
        })
      const database = await wait(indexedDB.open(name!))
      const kept: unknown = await wait(database.transaction('flows').objectStore('flows').getAll())
      database.close()
      return JSON.stringify(kept)
    })
  await expect.poll(keptIn).toContain('/authserver/oauth2/token')
  const { log } = await sandbox.control.recording.har({ message: 'token request', secrets: true })
  const { access_token: token } = JSON.parse(log.entries[0]!.response.content.text!) as Record<
    string,
    string
  >
  expect(await keptIn()).not.toContain(token!.split('.')[2])
  await sandbox.control.recording.clear()
  await page.goto('./console/flow')
  const row = page.locator('tbody tr')
  await expect(row).toHaveCount(1)
  await expect(row).toContainText('pinned, kept in this browser')
  await row.getByRole('link').click()
  await page.getByRole('link', { name: /Token request/ }).click()
  await expect(page.getByRole('region', { name: /Token request/ })).toContainText('hidden-')
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('menuitem', { name: 'Unpin it' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This flow is gone')
})

test('the list of flows is narrowed by kind, client and text, in the address', async ({
  page,
  sandbox,
  lab,
  watch,
}) => {
  watch.expectError(/status of 401 /)
  const { client_id, client_secret } = await sandbox.control.clients.create({
    client_name: 'night job',
    grant_types: ['client_credentials'],
  })
  await lab.trustedFetch(`${sandbox.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'my/scope' }),
  })
  await signInAtWebPage(page)
  await signInAtConsole(page, './console/flow')
  const rows = page.locator('tbody tr')
  await page.getByRole('combobox', { name: 'Client', exact: true }).selectOption('night job')
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText('Client credentials')
  await expect(page).toHaveURL(new RegExp(`client=${client_id}`))
  await page.reload()
  await expect(rows).toHaveCount(1)
  await page.getByRole('searchbox', { name: 'Search flows' }).fill('nobody')
  await page.getByRole('button', { name: 'Clear them' }).click()
  await page.getByRole('button', { name: 'Failed' }).click()
  await expect(rows.filter({ hasText: 'Authorization code' })).toHaveCount(1)
  await expect(rows.filter({ hasText: 'night job' })).toHaveCount(0)
  await page.getByRole('combobox', { name: 'User', exact: true }).selectOption('developer')
  await expect(rows).toHaveCount(1)
})

test('a long recording is shown whole, also what began before its newest exchanges', async ({
  page,
  lab,
  sandbox,
  watch,
}) => {
  watch.expectError(/status of 401 /)
  const ask = () => lab.trustedFetch(`${sandbox.issuer}/jwks`).then((answer) => answer.text())
  for (let asked = 0; asked < 400; asked += 20) {
    await Promise.all(Array.from({ length: 20 }, ask))
  }
  await signInAtConsole(page, './console/flow?flow=all&helpers=true')
  const rows = page.getByRole('region', { name: 'Messages, in order' }).getByRole('listitem')
  await expect(page.getByText('Earlier messages are being read')).toBeHidden()
  await expect(rows.first()).toHaveAttribute('aria-setsize', /^(?:8\d\d)$/)
  await expect(rows.first().locator('.n')).toHaveText('1')
})

test('a link that names an exchange alone leads to its message in its flow', async ({
  page,
  sandbox,
  watch,
}) => {
  watch.expectError(/status of 401 /)
  await signInAtWebPage(page)
  const { log } = await sandbox.control.recording.har({ message: 'token request' })
  const [{ _oauth }] = log.entries as [(typeof log.entries)[number]]
  await signInAtConsole(page, `./console/flow?message=${_oauth.id}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Authorization code with PKCE')
  await expect(page.getByRole('region', { name: /Token request/ })).toBeVisible()
})
