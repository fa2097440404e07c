import { deepEqual, equal, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Configuration } from '@oauth-lab/kit/admin/control-client.ts'
import { noteSecret } from '../../secrets.ts'
import { requireRefused } from '../support/answer.ts'
import {
  clientToken,
  flowTokens,
  formRequest,
  introspect,
  tokenRequest,
} from '../support/code-flow.ts'
import type { Change, FlowClient } from '../support/code-flow.ts'
import { decodeClaims } from '../support/decode-claims.ts'
import { registerClient, registerPublicClient } from '../support/place.ts'
import type { RegisteredClient } from '../support/place.ts'
import { createProver, proofRequest } from '../support/prover.ts'
import type { Prover } from '../support/prover.ts'
import { configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange'
const typeOf = (name: string) => `urn:ietf:params:oauth:token-type:${name}`
const orders = 'https://orders.example/'

type Rule = Partial<Configuration['tokenExchange'][string]>

/** A service with a resource of its own, which may exchange as the rule says, and an application before it. */
async function withExchange(rule: Rule | undefined = {}, more: object = {}) {
  const place = await used.sandbox()
  const application = await registerClient(place)
  const before = await place.control.config.get()
  await configure(place, { supportedGrantTypes: [...before.supportedGrantTypes, grantType] })
  const service = await registerClient(place, {
    client_name: 'service',
    grant_types: [grantType, 'client_credentials', 'authorization_code'],
    resource: orders,
    ...more,
  })
  const whole = { subjects: 'audience', impersonation: false, ...rule } as const
  await configure(place, { tokenExchange: { [service.client_id]: whole } })
  return { place, application, service }
}

/** A user's token for the service, as the application sends it there. */
async function userToken(place: TestPlace, application: RegisteredClient, change: Change = {}) {
  const wanted = { scope: 'openid my/scope', resource: orders, ...change }
  return (await flowTokens(place, application, wanted)).access_token
}

function exchange(place: TestPlace, client: FlowClient, subject: unknown, change: Change = {}) {
  return tokenRequest(place, client, {
    grant_type: grantType,
    subject_token: String(subject),
    subject_token_type: typeOf('access_token'),
    ...change,
  })
}

const actorOf = async (place: TestPlace, client: FlowClient) => ({
  actor_token: await clientToken(place, client),
  actor_token_type: typeOf('access_token'),
})

describe('the token exchange (RFC 8693)', () => {
  test('delegates: the new token is the user’s, at another resource, and tells who acts', async () => {
    const { place, application, service } = await withExchange()
    const subject = await userToken(place, application)
    const actor = await actorOf(place, service)
    const resource = `${place.base}/resserver`
    const { status, body } = await exchange(place, service, subject, { ...actor, resource })
    equal(status, 200, JSON.stringify(body))
    equal(body['issued_token_type'], typeOf('access_token'))
    equal(body['token_type'], 'Bearer')
    const [before, after] = [decodeClaims(subject), decodeClaims(body['access_token'])]
    equal(after['sub'], before['sub'])
    equal(after['client_id'], service.client_id)
    equal(after['aud'], resource)
    deepEqual(after['act'], { sub: service.client_id })
    const told = await introspect(place, service, body['access_token'])
    deepEqual(told['act'], { sub: service.client_id })
    equal(told['username'], 'developer')
    const opened = await place.trustedFetch(`${resource}/protected-resources/`, {
      headers: { authorization: `Bearer ${String(body['access_token'])}` },
    })
    equal(opened.status, 200)
  })

  test('keeps the whole chain of who acted', async () => {
    const { place, application, service } = await withExchange({ subjects: 'any' })
    const subject = await userToken(place, application)
    const first = await exchange(place, service, subject, await actorOf(place, service))
    const second = await registerClient(place, {
      grant_types: [grantType, 'client_credentials'],
      redirect_uris: [],
    })
    const rule = { subjects: 'any', impersonation: true } as const
    await configure(place, { tokenExchange: { [second.client_id]: rule } })
    const token = first.body['access_token']
    const { body } = await exchange(place, second, token, await actorOf(place, second))
    const act = { sub: second.client_id, act: { sub: service.client_id } }
    deepEqual(decodeClaims(body['access_token'])['act'], act)
    // Who impersonates does not hide who acted before.
    const plain = await exchange(place, second, token)
    deepEqual(decodeClaims(plain.body['access_token'])['act'], { sub: service.client_id })
  })

  test('impersonates only where the rule of the client says so', async () => {
    const { place, application, service } = await withExchange()
    const subject = await userToken(place, application)
    const check = 'token-exchange.impersonation'
    requireRefused(await exchange(place, service, subject), 'invalid_request', { check })
    const rule = { subjects: 'audience', impersonation: true } as const
    await configure(place, { tokenExchange: { [service.client_id]: rule } })
    const { status, body } = await exchange(place, service, subject)
    equal(status, 200)
    equal(decodeClaims(body['access_token'])['act'], undefined)
  })

  test('leaves a client’s own token the client’s, also where users have pairwise subjects', async () => {
    const rule = { subjects: 'any', impersonation: true } as const
    const { place, application, service } = await withExchange(rule, { subject_type: 'pairwise' })
    const subject = await clientToken(place, application)
    const { status, body } = await exchange(place, service, subject)
    equal(status, 200, JSON.stringify(body))
    const told = await introspect(place, service, body['access_token'])
    const subjects = [decodeClaims(body['access_token'])['sub'], told['sub']]
    deepEqual(subjects, [application.client_id, application.client_id])
  })

  test('takes and issues every kind that an exchange may have', async () => {
    const { place, service } = await withExchange({ impersonation: true, scopes: ['my/scope'] })
    await configure(place, { refreshTokens: 'always' })
    const own = await registerClient(place, {
      grant_types: [grantType, 'authorization_code', 'refresh_token'],
    })
    const scopes = ['openid', 'my/scope']
    await configure(place, {
      tokenExchange: { [own.client_id]: { subjects: 'own', impersonation: true, scopes } },
    })
    const tokens = await flowTokens(place, own, { scope: 'openid my/scope' })
    const { sub } = decodeClaims(tokens.access_token)
    for (const kind of ['access_token', 'refresh_token', 'id_token']) {
      for (const wanted of ['access_token', 'jwt', 'id_token']) {
        const { status, body } = await exchange(place, own, tokens[kind], {
          subject_token_type: typeOf(kind),
          requested_token_type: typeOf(wanted),
        })
        equal(status, 200, `${kind} for ${wanted}: ${JSON.stringify(body)}`)
        equal(decodeClaims(body['access_token'])['sub'], sub)
        equal(body['token_type'], wanted === 'id_token' ? 'N_A' : 'Bearer')
        equal(body['issued_token_type'], typeOf(wanted))
      }
    }
    const asJwt = { subject_token_type: typeOf('jwt') }
    equal((await exchange(place, own, tokens['id_token'], asJwt)).status, 200)
    const check = 'token-exchange.requested-type'
    for (const wanted of ['refresh_token', 'saml2']) {
      const change = { requested_token_type: typeOf(wanted) }
      const refused = await exchange(place, own, tokens.access_token, change)
      requireRefused(refused, 'invalid_request', { check })
    }
    // What nobody names in a rule has no way in.
    requireRefused(await exchange(place, service, tokens.access_token), 'unauthorized_client')
  })

  test('never brings more scopes than subject, registration and rule have', async () => {
    const { place, application, service } = await withExchange({
      impersonation: true,
      scopes: ['my/scope'],
    })
    const subject = await userToken(place, application, { scope: 'openid email my/scope' })
    equal((await exchange(place, service, subject)).body['scope'], 'my/scope')
    for (const scope of ['openid', 'profile', 'my/scope phone']) {
      const check = 'scope.granted'
      requireRefused(await exchange(place, service, subject, { scope }), 'invalid_scope', { check })
    }
  })

  test('is for the resources of the rule alone, by resource and by audience', async () => {
    const { place, application, service } = await withExchange({
      impersonation: true,
      audiences: [orders],
    })
    const subject = await userToken(place, application)
    for (const name of ['resource', 'audience']) {
      const { body } = await exchange(place, service, subject, { [name]: orders })
      equal(decodeClaims(body['access_token'])['aud'], orders)
      const other = { [name]: `${place.base}/resserver` }
      const check = 'token-exchange.target'
      requireRefused(await exchange(place, service, subject, other), 'invalid_target', { check })
    }
    const unknown = { audience: 'https://unknown.example/' }
    requireRefused(await exchange(place, service, subject, unknown), 'invalid_target')
    // Without a name it would be for the lab's own resource server.
    requireRefused(await exchange(place, service, subject), 'invalid_target')
  })

  test('ends with the subject token’s grant, and lives no longer than that token', async () => {
    const { place, application, service } = await withExchange({ impersonation: true })
    const subject = await userToken(place, application)
    await place.control.clock.set({ offset: 3000 })
    const { body } = await exchange(place, service, subject)
    ok(Number(body['expires_in']) <= 600, String(body['expires_in']))
    equal((await introspect(place, service, body['access_token']))['active'], true)
    const again = await exchange(place, application, subject)
    requireRefused(again, 'unauthorized_client')
    await formRequest(place, application, 'revocation', { token: subject })
    const late = await exchange(place, service, subject)
    requireRefused(late, 'invalid_request', { check: 'token-exchange.subject-valid' })
  })

  test('refuses tokens of others, unknown ones, wrong kinds and halves of pairs', async () => {
    const { place, application, service } = await withExchange({ impersonation: true })
    const foreign = await userToken(place, application, { resource: undefined })
    const subject = await userToken(place, application)
    const strange = await actorOf(place, application)
    const own = await actorOf(place, service)
    const wrong: [unknown, Change, string][] = [
      [foreign, {}, 'token-exchange.subject-allowed'],
      ['unknown', {}, 'token-exchange.subject-valid'],
      [subject, { subject_token_type: typeOf('id_token') }, 'token-exchange.subject-valid'],
      [subject, { subject_token_type: typeOf('saml2') }, 'token-exchange.subject-valid'],
      [subject, { subject_token_type: undefined }, 'token-exchange.subject-present'],
      [subject, { subject_token: undefined }, 'token-exchange.subject-present'],
      [subject, { ...own, actor_token_type: undefined }, 'token-exchange.actor-pair'],
      [subject, { actor_token_type: own.actor_token_type }, 'token-exchange.actor-pair'],
      [subject, { ...own, actor_token: 'unknown' }, 'token-exchange.actor-valid'],
      [subject, strange, 'token-exchange.actor-own'],
    ]
    for (const [token, change, check] of wrong) {
      requireRefused(await exchange(place, service, token, change), 'invalid_request', { check })
    }
    const machine = await clientToken(place, service, { resource: orders })
    const change = { requested_token_type: typeOf('id_token') }
    const check = 'token-exchange.user'
    requireRefused(await exchange(place, service, machine, change), 'invalid_request', { check })
    equal((await exchange(place, service, machine)).status, 200)
  })

  test('of a client’s own bound token needs its key; that of another client cannot be shown', async () => {
    const { place, application, service } = await withExchange({
      subjects: 'any',
      impersonation: true,
    })
    const [prover, other] = [await createProver(), await createProver()]
    const call = { method: 'POST', url: `${place.issuer}/token` }
    const own = await proofRequest(place, service, {
      form: { grant_type: 'client_credentials', scope: 'my/scope' },
      proof: await prover.proof(call),
    })
    const swap = async (token: unknown, by?: Prover) =>
      proofRequest(place, service, {
        form: {
          grant_type: grantType,
          subject_token: String(token),
          subject_token_type: typeOf('access_token'),
        },
        ...(by && { proof: await by.proof(call) }),
      })
    const check = 'token-exchange.key'
    const token = own.body['access_token']
    requireRefused(await swap(token), 'invalid_request', { check })
    requireRefused(await swap(token, other), 'invalid_request', { check })
    const { status, body } = await swap(token, prover)
    deepEqual([status, body['token_type']], [200, 'DPoP'])
    const acting = await exchange(place, service, await userToken(place, application), {
      actor_token: String(token),
      actor_token_type: typeOf('access_token'),
    })
    requireRefused(acting, 'invalid_request', { check })
    const foreign = await proofRequest(place, application, {
      form: { grant_type: 'client_credentials', scope: 'my/scope' },
      proof: await other.proof(call),
    })
    equal((await swap(foreign.body['access_token'])).status, 200)
  })

  test('lets nobody act but the one whom may_act names', async () => {
    const { place, application, service } = await withExchange()
    const may = async (sub: string) => {
      const { token } = await place.control.tokens.create({
        type: 'access_token',
        client: application.client_id,
        user: 'developer',
        scope: 'my/scope',
        audience: orders,
        claims: { may_act: { sub } },
        store: true,
      })
      noteSecret(token, 'access token')
      return token
    }
    const actor = await actorOf(place, service)
    const other = await exchange(place, service, await may('c-other'), actor)
    requireRefused(other, 'invalid_request', { check: 'token-exchange.may-act' })
    equal((await exchange(place, service, await may(service.client_id), actor)).status, 200)
  })

  test('is off unless said, and no public client has it', async () => {
    const { lab } = used
    const client = await registerClient(lab)
    requireRefused(await exchange(lab, client, 'x'), 'unsupported_grant_type')
    const { place } = await withExchange()
    const person = await registerPublicClient(place)
    requireRefused(await exchange(place, person, 'x'), 'unauthorized_client')
  })
})
