import type { Page } from '@playwright/test'
import { noteSecret, noteSecretsIn } from '../secrets.ts'
import { launchProfile } from './harness/launch-browser.ts'
import { allow, authenticate } from './harness/people.ts'
import { registerRelyingParty } from './harness/relying-party.ts'
import { expect, test } from './harness/test.ts'

const blank = '<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1></html>'

/** Asks the frame's script as a client does (OpenID Connect Session Management §3.1), and returns its answer. */
function ask(page: Page, address: string, question: unknown): Promise<unknown> {
  return page.evaluate(
    async ({ address, question }) => {
      const known = document.querySelector('iframe')
      const frame = known ?? document.createElement('iframe')
      if (known === null) {
        frame.src = address
        frame.hidden = true
        const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
        document.body.append(frame)
        await loaded
      }
      return new Promise((resolve) => {
        addEventListener('message', ({ data }) => resolve(data), { once: true })
        frame.contentWindow!.postMessage(question, new URL(address).origin)
      })
    },
    { address, question },
  )
}

for (const thirdPartyCookies of [true, false]) {
  const browserIs = thirdPartyCookies ? 'allows' : 'blocks'
  const sees = thirdPartyCookies ? 'whether the session changed' : 'a change always'
  test(`a client on another site sees ${sees} in a frame where the browser ${browserIs} third-party cookies`, async ({
    lab,
    runningSite,
    sandbox,
    otherSite,
  }) => {
    const { control, issuer } = sandbox
    await control.config.put({ ...(await control.config.get()), sessionManagement: true })
    const metadata = await lab.trustedFetch(`${issuer}/.well-known/openid-configuration`)
    const { check_session_iframe: address } = (await metadata.json()) as {
      check_session_iframe: string
    }
    const client = await registerRelyingParty(lab, sandbox, otherSite)
    otherSite.serve('/callback', blank)
    const authorities = [lab.ca, runningSite.authority]
    const { context, close } = await launchProfile(authorities, { thirdPartyCookies })
    try {
      const page = await context.newPage()
      await page.goto(client.authorizationRequest().href)
      await authenticate(page)
      await allow(page)
      const question = `${client.clientId} ${await sessionStateIn(page)}`
      if (!thirdPartyCookies) {
        expect(await ask(page, address, question)).toBe('changed')
        return
      }
      expect(await ask(page, address, question)).toBe('unchanged')

      await test.step('what is told of another client, or is no question, does not pass', async () => {
        expect(await ask(page, address, question.replace(/^\S+/, 'another'))).toBe('changed')
        for (const odd of ['', client.clientId, `${question} more`, `${question}=`, 7]) {
          expect(await ask(page, address, odd), JSON.stringify(odd)).toBe('error')
        }
      })

      const other = await context.newPage()
      await test.step('after the log-out it is changed', async () => {
        await other.goto(`${issuer}/logout`)
        await other.getByRole('button', { name: 'Log out' }).click()
        await expect(other.getByRole('heading', { level: 1 })).toHaveText('You are logged out')
        expect(await ask(page, address, question)).toBe('changed')
      })

      await test.step('another sign-in is another session', async () => {
        await other.goto(client.authorizationRequest().href)
        await authenticate(other)
        const fresh = `${client.clientId} ${await sessionStateIn(other)}`
        expect(await ask(page, address, question)).toBe('changed')
        expect(await ask(page, address, fresh)).toBe('unchanged')
      })
    } finally {
      for (const { value } of await context.cookies()) noteSecret(value, 'cookie')
      await close()
    }
  })
}

/** The `session_state` with which the browser came back to the client. */
async function sessionStateIn(page: Page): Promise<string> {
  await page.waitForURL(/\/callback\?/)
  const { searchParams } = new URL(page.url())
  noteSecretsIn(searchParams)
  return searchParams.get('session_state')!
}
