import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { requireLab } from '@oauth-lab/scripts/running-lab.ts'
import { runProgram } from '../run-program.ts'
import { noteSecret } from '../secrets.ts'
import { startDebugCommand } from './support/debug-command.ts'
import type { DebugCommand } from './support/debug-command.ts'
import { authorize, clientToken, redeem, refresh, tokenRequest } from './support/code-flow.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import type { Place, RegisteredClient } from './support/place.ts'
import { registerClient } from './support/place.ts'
import { refusal } from './support/refusal.ts'
import { useLab } from './support/use-lab.ts'

const used = useLab()

describe('the debug log of the authorization server', () => {
  test('is a setting of a sandbox: off, on for a while, and off again', async () => {
    const one = (await used.sandbox()).control.debugLog
    const other = (await used.sandbox()).control.debugLog
    for (const each of [one, other]) deepEqual(await each.set({ seconds: 0 }), { until: null })
    const { until } = await one.set({ seconds: 600 })
    const left = Date.parse(until!) - Date.now()
    ok(left > 0 && left <= 600_000)
    deepEqual(await one.get(), { until })
    deepEqual(await other.get(), { until: null })
    deepEqual(await one.set({ seconds: 0 }), { until: null })
  })

  test('is on for an hour at most, and never without an end', async () => {
    const { debugLog } = (await used.sandbox()).control
    equal((await debugLog.set({ seconds: 3600 })).until === null, false)
    for (const seconds of [3601, -1, Number.NaN]) {
      const { status, problems } = await refusal(debugLog.set({ seconds }))
      equal(status, 400)
      deepEqual(
        problems.map(({ path }) => path),
        ['seconds'],
      )
    }
  })

  test('stays on when the sandbox is reset', async () => {
    const { control } = await used.sandbox()
    const { until } = await control.debugLog.set({ seconds: 600 })
    await control.reset()
    deepEqual(await control.debugLog.get(), { until })
  })

  test('stands in the OpenAPI of the server’s own admin API', async () => {
    const { origin, trustedFetch } = used.lab
    const response = await trustedFetch(`${origin}/authserver/admin/api/openapi.json`)
    const { paths } = (await response.json()) as { paths: Record<string, object> }
    deepEqual(Object.keys(paths['/authserver/admin/api/debug-log'] ?? {}), ['get', 'put'])
  })
})

const command = join(import.meta.dirname, '../../lab')

embeddedOnly('starts an embedded lab by the command line').suite(
  './lab logs authserver --debug',
  () => {
    const work = mkdtempSync(join(tmpdir(), 'lab-debug-log-'))
    const data = join(work, 'data')
    const lab = (...args: string[]) => runProgram(command, [...args, '--data', data])
    const log = () => readFileSync(join(data, 'logs', 'authserver.log'), 'utf8')
    let place: Place
    let client: RegisteredClient
    let debug: DebugCommand

    before(async () => {
      await lab('up', '--detach', '--memory', '--port', '0')
      const { file, fetch } = await requireLab(data)
      const { origin: base } = file
      place = { base, issuer: `${base}/authserver/oauth2`, trustedFetch: fetch }
      client = await registerClient(place, { scope: 'openid offline_access my/scope' })
      debug = await startDebugCommand([command], ['--data', data])
    })
    after(async () => {
      await lab('down')
      rmSync(work, { recursive: true })
    })

    const token = /POST \/authserver\/oauth2\/token {2}/

    test('tells each step of a token request: parameters, client, checks, claims, key, what is stored', async () => {
      await clientToken(place, client)
      const text = await debug.next(token)
      match(text, /^[\d:.]{12} {2}POST \/authserver\/oauth2\/token {2}200 \d+ ms {2}\S+\n/)
      match(text, /^ {2}parameters +grant_type=client_credentials scope=my\/scope$/m)
      const { client_id } = client
      const named = `${client_id} (test application)`
      const basic = 'client_secret_basic'
      ok(text.includes(`  client      ${named} uses ${basic}, is registered for ${basic}\n`), text)
      match(text, /^ {2}held +client\.secret: .* RFC 6749 §2\.3\.1$/m)
      match(
        text,
        /^ {2}claims +access token: iss sub aud client_id scope iat exp jti; by the hook generateToken: my-property other-property$/m,
      )
      match(text, /^ {2}key +k-\w+ signed the access token with RS256, typ at\+jwt$/m)
      match(text, /^ {2}stored +the access token's hash, until \S+Z, for \S+\/resserver$/m)
      match(text, /^ {2}answer +.*access_token token_type expires_in scope$/m)
    })

    test('a refusal names the check that failed, its clause and the error', async () => {
      const wrong = { ...client, client_secret: `wrong-${randomBytes(8).toString('hex')}` }
      await tokenRequest(place, wrong, { grant_type: 'client_credentials' })
      const text = await debug.next(token)
      match(text, /^\S+ {2}POST \S+ {2}401 \d+ ms/)
      match(text, /^ {2}FAILED +client\.secret: .* RFC 6749 §2\.3\.1$/m)
      match(text, /^ {2}answer +refused: invalid_client$/m)
      doesNotMatch(text, /^ {2}(?:key|stored|claims)/m)
    })

    test('a check that a policy waives is told as waived, and what a second use of a code ends as stored', async () => {
      const { control } = await requireLab(data)
      await control().policy.waive('pkce.verifier-matches')
      const authorization = await authorize(place, client)
      const verifier = randomBytes(32).toString('base64url')
      noteSecret(verifier, 'code_verifier')
      await redeem(place, client, { ...authorization, verifier })
      match(await debug.next(token), /^ {2}waived +pkce\.verifier-matches: .* RFC 7636 §4\.6$/m)
      await redeem(place, client, authorization)
      const again = await debug.next(token)
      match(
        again,
        /^ {2}stored +the end of grant \S+ and of its tokens\n {2}FAILED +code\.unused: /m,
      )
      await control().policy.restore('pkce.verifier-matches')
    })

    test('no code, token, secret, verifier or password of a flow stands in it', async () => {
      const scope = 'openid offline_access my/scope'
      const authorization = await authorize(place, client, { scope, prompt: 'consent' })
      const { body } = await redeem(place, client, authorization)
      const swapped = await debug.next(token)
      match(
        swapped,
        /^ {2}code +grant \S+ of developer to \S+, scope 'openid offline_access my\/scope', until \S+Z$/m,
      )
      match(swapped, /^ {2}stored +the code as used$/m)
      match(swapped, /^ {2}stored +the refresh token's hash, until \S+Z, grant \S+$/m)
      match(swapped, /^ {2}claims +ID token: /m)
      const { body: next } = await refresh(place, client, body['refresh_token'])
      match(await debug.next(token), /^ {2}stored +the refresh token as used$/m)
      const odd = randomBytes(16).toString('base64url')
      noteSecret(odd, 'secret')
      await place.trustedFetch(`${place.issuer}/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: odd,
      })
      match(await debug.next(token), /^ {2}parameters +one with an odd name$/m)
      const { code, verifier } = authorization
      const { client_id, client_secret } = client
      const secrets = {
        code,
        verifier,
        odd,
        client_secret,
        ...tokensOf(body),
        next: next['refresh_token'],
      }
      for (const text of [debug.printed(), log()]) {
        ok(text.includes(client_id))
        for (const [name, value] of Object.entries(secrets)) {
          ok(typeof value === 'string' && value.length > 10, name)
          ok(!text.includes(value), name)
        }
      }
    })

    test('it is off when the command has ended, and no step is in the log then', async () => {
      await debug.stop()
      const { control } = await requireLab(data)
      deepEqual(await control().debugLog.get(), { until: null })
      const steps = () => log().split('"step":').length
      const before = steps()
      await clientToken(place, client)
      equal(steps(), before)
    })

    test('it is of one sandbox', async () => {
      const { control } = await requireLab(data)
      const { id, base, issuer } = await control().sandboxes.create({})
      const inside = { base, issuer, trustedFetch: place.trustedFetch }
      const other = await registerClient(inside)
      const own = await startDebugCommand([command], ['--data', data, '--sandbox', id])
      await clientToken(place, client)
      await clientToken(inside, other)
      ok((await own.next(/./)).includes(`POST /~${id}/authserver/oauth2/token  200`))
      await own.stop()
      deepEqual(await control(id).debugLog.get(), { until: null })
    })

    test('it ends by itself when its time is over', async () => {
      const short = await startDebugCommand([command], ['--data', data, '--for', '0.2s'])
      await short.ended()
      const { control } = await requireLab(data)
      deepEqual(await control().debugLog.get(), { until: null })
    })

    test('what makes no sense is told: another role, a time without an end, no --debug', async () => {
      const told = async (...args: string[]) => {
        const { code, stderr } = await lab('logs', ...args)
        return [code, stderr.split('\n', 1)[0]]
      }
      deepEqual(await told('client', '--debug'), [
        2,
        'lab: --debug is of the authserver: ./lab logs authserver --debug',
      ])
      deepEqual(await told('--debug', '--for', '2h'), [
        2,
        'lab: --for is a time up to 1h, for example 10m',
      ])
      deepEqual(await told('--sandbox', 'abcd'), [2, 'lab: --sandbox goes with --debug'])
      deepEqual(await told('--debug', '--sandbox', 'none'), [
        1,
        'lab: There is no such sandbox, or its lifetime has ended.',
      ])
    })
  },
)

function tokensOf(body: Record<string, unknown>) {
  const { access_token, refresh_token, id_token } = body
  return { access_token, refresh_token, id_token }
}
