import { allow, authenticate, signInAtWebPage } from './harness/people.ts'
import { expect, test } from './harness/test.ts'
import type { TestSandbox } from './harness/test.ts'

test('a person does the first lesson in a browser, and the lab sees each step', async ({
  page,
  sandbox,
  watch,
}) => {
  await sandbox.control.lessons.start('roles')
  const api = './resserver/protected-resources/'
  watch.expectError(/status of 40[13] /)

  await test.step('a closed door', async () => {
    const response = await page.goto(api)
    const [, metadata] = /resource_metadata="([^"]+)"/.exec(
      response!.headers()['www-authenticate']!,
    )!
    await untilDone(sandbox, 'roles', 1)
    await page.goto(metadata!)
    await page.goto('./authserver/oauth2/.well-known/openid-configuration')
    await untilDone(sandbox, 'roles', 2)
  })

  await test.step('a client does it all', async () => {
    await signInAtWebPage(page)
    await untilDone(sandbox, 'roles', 3)
  })

  await test.step('two roads', async () => {
    await page.getByRole('button', { name: 'Log out', exact: true }).click()
    await page.getByRole('heading', { name: 'You are logged out' }).waitFor()
    await page.goto('./client/application/')
    const held = nextHeld(sandbox)
    await page.getByRole('link', { name: 'Sign in', exact: true }).click()
    // The browser waits for the page as long as the message is held.
    const signedIn = authenticate(page)
    await sandbox.control.interventions.release({ exchange: await held })
    await signedIn
    await page.getByRole('heading', { name: 'Signed in as Dana Developer' }).waitFor()
    await untilDone(sandbox, 'roles', 4)
  })

  await test.step('no is an answer', async () => {
    await page.goto('./spa/')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('button', { name: 'Deny', exact: true }).click()
    await untilDone(sandbox, 'roles', 5)
  })
})

test('in the lesson on PKCE the thief with a stolen code gets nothing, and the tab its tokens', async ({
  page,
  sandbox,
  lab,
}) => {
  await sandbox.control.lessons.start('spa')
  const signIn = async () => {
    await page.goto('./spa/')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }
  await signIn()
  await authenticate(page)
  await allow(page)
  await page.getByRole('heading', { name: 'Signed in as Dana Developer' }).waitFor()
  await untilDone(sandbox, 'spa', 1)

  const held = nextHeld(sandbox)
  await page.evaluate(() => sessionStorage.clear())
  const answered = page.waitForRequest(/\/spa\/callback\.html\?/)
  await signIn()
  const code = new URL((await answered).url()).searchParams.get('code')!
  const exchange = await held
  const [client] = await sandbox.control.clients.list({ client_name: 'spa' })
  const stolen = await lab.trustedFetch(`${sandbox.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: client!.client_id,
      redirect_uri: `${sandbox.base}/spa/callback.html`,
      code,
    }),
  })
  expect(stolen.status).toBe(400)
  await sandbox.control.interventions.release({ exchange })
  await page.getByRole('heading', { name: 'Signed in as Dana Developer' }).waitFor()
  await untilDone(sandbox, 'spa', 2)
})

async function untilDone({ control }: TestSandbox, lesson: string, step: number): Promise<void> {
  await expect
    .poll(async () => (await control.lessons.check(lesson)).steps[step - 1])
    .toMatchObject({ state: 'done' })
}

async function nextHeld({ control }: TestSandbox): Promise<string> {
  for await (const [first] of control.interventions.follow()) {
    if (first !== undefined) return first.exchange
  }
  throw new Error('nothing was held')
}
