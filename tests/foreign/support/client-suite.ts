import { doesNotMatch, equal, match, ok } from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { findFreePort } from '../../../package/free-port.ts'
import { noteSecret } from '../../secrets.ts'
import { createBrowser } from '../../protocol/support/browser.ts'
import type { Page } from '../../protocol/support/browser.ts'
import { signIn } from '../../protocol/support/code-flow.ts'
import { registerClient } from '../../protocol/support/place.ts'
import type { ForeignLab } from './foreign-lab.ts'
import { startProgram } from './program.ts'
import type { Command, Program } from './program.ts'

/** A web application of others: `/` signs a person in and greets, `/resource` shows what a resource server answers. */
export interface ForeignClient {
  name: string
  /** How it is started, so that it trusts the lab. */
  command(lab: ForeignLab): Promise<Command>
  /** Path of its redirect URI. */
  callback?: string
  /** Path that signs out, if it has one, here and at the authorization server. */
  logout?: string
  /** How it authenticates at the token endpoint. */
  authentication?: 'client_secret_basic' | 'client_secret_post'
}

interface Used {
  lab: ForeignLab
  url: string
  program: Program
  client: { client_id: string; registration_client_uri: string; registration_access_token: string }
}

/** What every client has to show beside the lab, and what it has to refuse. */
export function clientSuite(foreign: ForeignClient, lab: () => ForeignLab): void {
  suite(foreign.name, () => {
    let used: Used
    before(async () => {
      used = await start(foreign, lab())
    })
    after(() => used.program[Symbol.asyncDispose]())

    test('a person signs in, UserInfo names the person, and the resource server takes the token', async () => {
      const person = openBrowsers(used)
      const page = await person.answer(await person.allow())
      equal(page.status, 200, explain(used, page))
      match(page.text, /Signed in as Dana Developer/, explain(used, page))
      const resource = await person.app.open(`${used.url}/resource`)
      equal(resource.status, 200, explain(used, resource))
      match(resource.text, /"tokenUsername":\s*"developer"/)
    })

    test('an answer that nobody asked for signs nobody in', async () => {
      const person = openBrowsers(used)
      const callback = new URL(foreign.callback ?? '/callback', used.url)
      callback.search = new URLSearchParams({
        code: 'forged',
        state: 'forged',
        iss: used.lab.issuer,
      }).toString()
      refused(await person.app.open(callback))
    })

    test('the answer to another person’s request signs nobody in (RFC 9700 §4.7)', async () => {
      const attacker = openBrowsers(used)
      const { leaves } = await attacker.allow()
      const victim = openBrowsers(used)
      await victim.app.open(used.url)
      refused(await victim.app.open(leaves!))
    })

    test('a person who allows nothing is not signed in', async () => {
      const person = openBrowsers(used)
      refused(await person.answer(await person.deny()))
    })

    if (foreign.logout !== undefined) {
      test('a sign-out ends both sessions: the next sign-in asks for the password', async () => {
        const person = openBrowsers(used)
        await person.answer(await person.allow())
        const leaving = await person.app.open(`${used.url}${foreign.logout}`)
        const back = await person.lab.open(leaving.leaves!)
        ok(back.leaves?.href.startsWith(used.url), explain(used, back))
        const again = await person.app.open(used.url)
        match((await person.lab.open(again.leaves!)).text, /name="password"/)
      })
    }

    test('a client that the server no longer knows gets no tokens', async () => {
      const person = openBrowsers(used)
      const answer = await person.allow()
      const { registration_client_uri, registration_access_token } = used.client
      const headers = { authorization: `Bearer ${registration_access_token}` }
      const { status } = await used.lab.trustedFetch(registration_client_uri, {
        method: 'DELETE',
        headers,
      })
      equal(status, 204)
      refused(await person.answer(answer))
    })
  })
}

async function start(foreign: ForeignClient, lab: ForeignLab): Promise<Used> {
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const client = (await registerClient(lab, {
    redirect_uris: [`${url}${foreign.callback ?? '/callback'}`],
    post_logout_redirect_uris: [`${url}/`],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: foreign.authentication ?? 'client_secret_basic',
  })) as Used['client'] & { client_secret: string }
  noteSecret(client.registration_access_token, 'registration access token')
  const program = await startProgram(await foreign.command(lab), {
    PORT: String(port),
    ISSUER: lab.issuer,
    CLIENT_ID: client.client_id,
    CLIENT_SECRET: client.client_secret,
    RESOURCE: `${lab.base}/resserver/protected-resources/`,
  })
  return { lab, url, client, program }
}

/** A person's browser, in two halves: cookies of the application and of the lab. */
function openBrowsers({ lab, url }: Used) {
  const app = createBrowser(lab.trustedFetch)
  const atLab = createBrowser(lab.trustedFetch)
  const open = async () => {
    const { leaves, text } = await app.open(url)
    ok(leaves, text)
    return atLab.open(leaves)
  }
  return {
    app,
    lab: atLab,
    /** Asks to sign in, and gives the page whose redirect leads back to the application. */
    async allow(): Promise<Page> {
      const page = await signIn(atLab, await open())
      const scope = ['openid', 'profile', 'my/scope']
      // What was allowed before is not asked again.
      return page.leaves === undefined ? atLab.submit(page, { scope, answer: 'allow' }) : page
    },
    async deny(): Promise<Page> {
      return atLab.submit(await signIn(atLab, await open(), 'superuser'), { answer: 'deny' })
    },
    /** Brings the answer to the application and follows it from there. */
    async answer({ leaves, text }: Page): Promise<Page> {
      ok(leaves, text)
      return app.open(leaves)
    },
  }
}

function refused(page: Page): void {
  // Some show an error, others begin again, and Spring says it on its own sign-in page.
  doesNotMatch(page.text, /Signed in as/)
  ok(page.status >= 400 || page.leaves !== undefined || /error/i.test(page.url.search + page.text))
}

function explain({ program }: Used, page: Page): string {
  return `${page.url.pathname} ${page.status} ${page.leaves ?? ''}\n${page.text}\n${program.output()}`
}
