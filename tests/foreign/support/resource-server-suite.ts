import { equal, match } from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { findFreePort } from '../../../package/free-port.ts'
import { clientToken, formRequest } from '../../protocol/support/code-flow.ts'
import { registerClient } from '../../protocol/support/place.ts'
import type { RegisteredClient } from '../../protocol/support/place.ts'
import { forge } from './forge.ts'
import type { ForeignLab } from './foreign-lab.ts'
import { startProgram } from './program.ts'
import type { Command, Program } from './program.ts'

/** A resource server of others: `/` needs a token for its own audience with the scope `my/scope`. */
export interface ForeignResourceServer {
  name: string
  /** How it is started, so that it trusts the lab. */
  command(lab: ForeignLab): Promise<Command>
  /** Whether it asks the authorization server about each token, and so hears of a revocation. */
  introspects?: boolean
  /** Whether it takes no header type but `JWT`, so that the lab has to be told. */
  takesOnlyJwt?: boolean
}

/** What every resource server has to let in beside the lab, and what it has to refuse. */
export function resourceServerSuite(foreign: ForeignResourceServer, lab: () => ForeignLab): void {
  suite(foreign.name, () => {
    let url = ''
    let program: Program
    let client: RegisteredClient
    before(async () => {
      const port = await findFreePort()
      url = `http://127.0.0.1:${port}/`
      // With its resource it is known at the server, and may introspect tokens for it.
      const own = await registerClient(lab(), { client_name: foreign.name, resource: url })
      client = await registerClient(lab())
      if (foreign.takesOnlyJwt === true) await setTyp(lab(), url, 'JWT')
      program = await startProgram(await foreign.command(lab()), {
        PORT: String(port),
        ISSUER: lab().issuer,
        AUDIENCE: url,
        CLIENT_ID: own.client_id,
        CLIENT_SECRET: own.client_secret,
      })
    })
    after(() => program[Symbol.asyncDispose]())

    const call = async (token?: string) => {
      const headers: HeadersInit = token === undefined ? {} : { authorization: `Bearer ${token}` }
      const response = await fetch(url, { headers })
      return {
        status: response.status,
        challenge: response.headers.get('www-authenticate') ?? '',
        text: await response.text(),
      }
    }
    const tokenFor = (resource?: string, scope = 'my/scope') =>
      clientToken(lab(), client, { resource, scope })

    test('a token for it with the scope is let in', async () => {
      const { status, text, challenge } = await call(await tokenFor(url))
      equal(status, 200, `${challenge}\n${text}\n${program.output()}`)
      equal(text, `Read by ${client.client_id}`)
    })

    test('a request without a token is challenged (RFC 6750 §3)', async () => {
      const { status, challenge } = await call()
      equal(status, 401)
      match(challenge, /^Bearer/i)
    })

    test('a token whose signature is another’s is refused', async () => {
      equal((await call(forge(await tokenFor(url)))).status, 401)
    })

    test('a token for another audience is refused', async () => {
      equal((await call(await tokenFor())).status, 401)
    })

    test('a token without the scope is refused', async () => {
      equal((await call(await tokenFor(url, 'email'))).status, 403)
    })

    test('a token that has expired is refused', async () => {
      await lab().control.clock.set({ offset: -7200 })
      const expired = await tokenFor(url).finally(() => lab().control.clock.set({ offset: 0 }))
      equal((await call(expired)).status, 401)
    })

    if (foreign.takesOnlyJwt === true) {
      test('a token with the header type at+jwt (RFC 9068 §2.1) is refused, whatever else it says', async () => {
        await setTyp(lab(), url, 'at+jwt')
        const token = await tokenFor(url).finally(() => setTyp(lab(), url, 'JWT'))
        const { status, challenge } = await call(token)
        equal(status, 401)
        match(challenge, /the given typ value needs to be one of \[JWT\]/)
        equal((await call(await tokenFor(url))).status, 200)
      })
    }

    if (foreign.introspects === true) {
      test('a token that was revoked is refused', async () => {
        const token = await tokenFor(url)
        equal((await call(token)).status, 200)
        await formRequest(lab(), client, 'revocation', { token })
        equal((await call(token)).status, 401)
      })
    }
  })
}

/** Tells the lab what the headers of access tokens for a resource say they are. */
async function setTyp({ control }: ForeignLab, resource: string, accessTokenTyp: 'at+jwt' | 'JWT') {
  const configuration = await control.config.get()
  await control.config.put({ ...configuration, resources: { [resource]: { accessTokenTyp } } })
}
