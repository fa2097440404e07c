import { administer } from '../protocol/support/administer.ts'
import type { Answer } from '../protocol/support/answer.ts'
import { readAnswer } from '../protocol/support/answer.ts'
import { createBrowser } from '../protocol/support/browser.ts'
import {
  authorizationRequest,
  clientToken,
  flowTokens,
  formRequest,
  introspect,
  refresh,
  responseOf,
} from '../protocol/support/code-flow.ts'
import { register, registerClient, registerPublicClient } from '../protocol/support/place.ts'
import type { RegisteredClient } from '../protocol/support/place.ts'
import { callWith, createProver, proofRequest } from '../protocol/support/prover.ts'
import { configure, useLab } from '../protocol/support/use-lab.ts'
import type { TestPlace } from '../protocol/support/use-lab.ts'
import { createAttack } from './support/attack.ts'

const attack = createAttack(useLab())

const offline = 'openid offline_access my/scope'
const plain = ({ base }: TestPlace) => `${base}/resserver/protected-resources/`

/** What the resource server tells a bearer. */
function readResource(place: TestPlace, token: unknown, url = plain(place)): Promise<Answer> {
  return callWith(place, url, String(token), { scheme: 'Bearer' })
}

const opened = async (answer: Promise<Answer>, what: string) =>
  (await answer).status === 200 ? what : undefined

/** The resource server judges JWTs by themselves, so that its own checks alone stand in the way. */
async function judgeByItself(place: TestPlace): Promise<void> {
  const path = 'resserver/admin/api/configuration'
  const { body } = await administer(place, 'GET', path)
  await administer(place, 'PUT', path, { ...body, verification: 'jwt' })
}

attack({
  title: 'stolen refresh token, used after its owner',
  clause: 'RFC 9700 §4.14.1',
  story:
    'The attacker copies the refresh token of a public client and uses it when the client has renewed it already.',
  waive: ['refresh-token.unused'],
  async attempt(place) {
    const client = await registerPublicClient(place)
    const { refresh_token } = await flowTokens(place, client, { scope: offline })
    await refresh(place, client, refresh_token)
    return opened(refresh(place, client, refresh_token), 'tokens of the user')
  },
})

attack({
  title: 'stolen refresh token, used before its owner',
  clause: 'RFC 9700 §4.14.2',
  story:
    'The attacker renews first; the owner’s next use shows the theft and ends what the attacker has.',
  fence: 'grant.live',
  async attempt(place) {
    const client = await registerPublicClient(place)
    const { refresh_token } = await flowTokens(place, client, { scope: offline })
    const stolen = await refresh(place, client, refresh_token)
    await refresh(place, client, refresh_token)
    const next = refresh(place, client, stolen.body['refresh_token'])
    return (
      (await opened(next, 'new tokens for ever')) ??
      opened(readResource(place, stolen.body['access_token']), 'the token that he renewed')
    )
  },
  async honest(place) {
    const client = await registerPublicClient(place)
    const { refresh_token } = await flowTokens(place, client, { scope: offline })
    const { body } = await refresh(place, client, refresh_token)
    return opened(refresh(place, client, body['refresh_token']), 'tokens')
  },
})

attack({
  title: 'refresh token at the attacker’s client',
  clause: 'RFC 6749 §10.4',
  story: 'The attacker has his own registered client use the refresh token of another.',
  fence: 'refresh-token.of-client',
  async attempt(place) {
    const client = await registerClient(place)
    const { refresh_token } = await flowTokens(place, client, { scope: offline })
    const own = await registerClient(place)
    return opened(refresh(place, own, refresh_token), 'tokens of the user')
  },
  async honest(place) {
    const client = await registerClient(place)
    const { refresh_token } = await flowTokens(place, client, { scope: offline })
    return opened(refresh(place, client, refresh_token), 'tokens')
  },
})

attack({
  title: 'scopes that the user did not allow',
  clause: 'RFC 6749 §6',
  story: 'The client asks for more at the refresh than the user allowed at the sign-in.',
  fence: 'scope.granted',
  async attempt(place) {
    const client = await registerClient(place)
    const { refresh_token } = await flowTokens(place, client, { scope: 'openid offline_access' })
    const more = { scope: 'openid my/scope' }
    return opened(refresh(place, client, refresh_token, more), 'a token for my/scope')
  },
  async honest(place) {
    const client = await registerClient(place)
    const { refresh_token } = await flowTokens(place, client, { scope: offline })
    const fewer = { scope: 'my/scope' }
    return opened(refresh(place, client, refresh_token, fewer), 'a token for my/scope')
  },
})

/** A token that is bound to a key of its owner. */
async function boundToken(place: TestPlace, of?: RegisteredClient) {
  const owner = await createProver()
  const client = of ?? (await registerClient(place))
  const { body } = await proofRequest(place, client, {
    form: { grant_type: 'client_credentials', scope: 'my/scope' },
    proof: await owner.proof({ method: 'POST', url: `${place.issuer}/token` }),
  })
  return { owner, token: String(body['access_token']) }
}

attack({
  title: 'stolen bound token, shown as a bearer token',
  clause: 'RFC 9700 §4.10.1',
  story:
    'The attacker reads an access token in a log of the resource server and shows it by Bearer.',
  waive: ['dpop.not-as-bearer'],
  async attempt(place) {
    const { token } = await boundToken(place)
    return opened(readResource(place, token), 'the resource')
  },
})

/** A client that may exchange tokens as its rule says, and what exchanges one. */
async function exchanger(place: TestPlace, subjects: 'own' | 'any') {
  const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange'
  const { supportedGrantTypes } = await place.control.config.get()
  await configure(place, { supportedGrantTypes: [...supportedGrantTypes, grantType] })
  const client = await registerClient(place, {
    grant_types: [grantType, 'client_credentials', 'authorization_code'],
  })
  await configure(place, {
    tokenExchange: { [client.client_id]: { subjects, impersonation: true } },
  })
  const exchange = (token: string, proof?: string) =>
    proofRequest(place, client, {
      form: {
        grant_type: grantType,
        subject_token: token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      },
      ...(proof !== undefined && { proof }),
    })
  return { client, exchange }
}

attack({
  title: 'stolen bound token, exchanged for one without a key',
  clause: 'RFC 9449 §1',
  story:
    'The attacker has the secret of a client and its bound token, and no key: he exchanges the token for one that needs none.',
  waive: ['token-exchange.key'],
  async attempt(place) {
    const { client, exchange } = await exchanger(place, 'own')
    const { token } = await boundToken(place, client)
    const { body } = await exchange(token)
    return opened(readResource(place, body['access_token']), 'the resource')
  },
})

attack({
  title: 'token of another client, exchanged',
  clause: 'RFC 8693 §5',
  story: 'The attacker’s client exchanges a user’s token that another application got.',
  fence: 'token-exchange.subject-allowed',
  async attempt(place) {
    const { exchange } = await exchanger(place, 'own')
    const { access_token } = await flowTokens(place, await registerClient(place))
    return opened(exchange(access_token), 'a token of the user')
  },
  async honest(place) {
    const { client, exchange } = await exchanger(place, 'own')
    const { access_token } = await flowTokens(place, client)
    return opened(exchange(access_token), 'a token')
  },
})

const pays = (amount: string) => ({
  authorization_details: JSON.stringify([{ type: 'payment', amount }]),
})

/** A server that knows payments, and a user’s permission for one. */
async function allowedPayment(place: TestPlace) {
  const schema = { properties: { amount: { type: 'string' } }, required: ['amount'] }
  const authorizationDetailsTypes = { payment: { description: 'Pay', schema } }
  await configure(place, {
    authorizationDetailsTypes,
    refreshTokens: 'always',
    interaction: 'automatic',
  })
  const client = await registerClient(place)
  const { refresh_token } = await flowTokens(place, client, { scope: offline, ...pays('1.00') })
  return { client, refresh_token }
}

attack({
  title: 'payment of more than the user allowed',
  clause: 'RFC 9396 §6.1',
  story: 'The client asks at the refresh for a payment of another amount than the user saw.',
  fence: 'authorization-details.granted',
  async attempt(place) {
    const { client, refresh_token } = await allowedPayment(place)
    return opened(refresh(place, client, refresh_token, pays('1000.00')), 'a token to pay with')
  },
  async honest(place) {
    const { client, refresh_token } = await allowedPayment(place)
    return opened(refresh(place, client, refresh_token, pays('1.00')), 'a token to pay with')
  },
})

attack({
  title: 'stolen bound token with the attacker’s proof',
  clause: 'RFC 9700 §4.10.1',
  story: 'The attacker shows the stolen token by DPoP with a proof by a key of his own.',
  waive: ['dpop.token-key'],
  async attempt(place) {
    const { token } = await boundToken(place)
    const attacker = await createProver()
    const url = plain(place)
    const proof = await attacker.proof({ method: 'GET', url, token })
    return opened(callWith(place, url, token, { proof }), 'the resource')
  },
})

attack({
  title: 'token that a counterfeit resource server got',
  clause: 'RFC 9700 §4.9.1',
  story:
    'The client takes the attacker’s resource server for an honest one and shows it a token, which the attacker brings to the honest one.',
  waive: ['token.audience', 'introspection.audience'],
  async attempt(place) {
    await judgeByItself(place)
    const resource = 'https://attacker.example/api'
    // The second time it is registered already.
    await register(place, { client_name: 'counterfeit', grant_types: [], resource })
    const token = await clientToken(place, await registerClient(place), { resource })
    return opened(readResource(place, token), 'the resource')
  },
})

attack({
  title: 'ID token as access token',
  clause: 'RFC 9068 §5',
  story:
    'The attacker has an ID token of the user, which many see, and shows it to the resource server.',
  waive: [
    'token.type',
    'token.audience',
    'token.claims',
    'scope.sufficient',
    'introspection.audience',
  ],
  async attempt(place) {
    await judgeByItself(place)
    const { id_token } = await flowTokens(place, await registerClient(place))
    return opened(readResource(place, id_token), 'the resource')
  },
})

attack({
  title: 'access token as ID token',
  clause: 'RFC 8725 §2.8',
  story:
    'The attacker has an access token of the user, and ends the user’s session by it as a hint, with nobody asked.',
  fence: 'logout.hint-valid',
  attempt: async (place) => logOutBy(place, 'access_token'),
  honest: async (place) => logOutBy(place, 'id_token'),
})

/** Whether the browser's session has ended after a log-out with that token as the hint. */
async function logOutBy(place: TestPlace, kind: 'access_token' | 'id_token') {
  const client = await registerClient(place)
  const browser = createBrowser(place.trustedFetch)
  const tokens = await flowTokens(place, client, {}, { browser })
  const query = new URLSearchParams({ id_token_hint: String(tokens[kind]) })
  await browser.open(`${place.issuer}/logout?${query.toString()}`)
  const { url } = authorizationRequest(place, client, { prompt: 'none' })
  const { error } = responseOf(await browser.open(url))
  return error === 'login_required' ? 'the session has ended' : undefined
}

attack({
  title: 'client that is taken for a user',
  clause: 'RFC 9700 §4.15',
  story:
    'The attacker asks for a token of his client alone, and shows it where the resource server acts for the user whom sub names.',
  fence: 'delegation.user',
  async attempt(place) {
    const own = await registerClient(place, { client_name: 'superuser' })
    const url = `${place.base}/resserver/protected-resources-delegated/`
    return opened(readResource(place, await clientToken(place, own), url), 'the user’s data')
  },
  async honest(place) {
    const { access_token } = await flowTokens(place, await registerClient(place))
    const url = `${place.base}/resserver/protected-resources-delegated/`
    return opened(readResource(place, access_token, url), 'the user’s data')
  },
})

attack({
  title: 'token in the address',
  clause: 'RFC 9700 §4.3.2',
  story:
    'The client is made to send the token in the query, where logs, history and Referer headers keep it for the attacker.',
  fence: 'bearer.not-in-query',
  async attempt(place) {
    const token = await clientToken(place, await registerClient(place))
    const url = `${plain(place)}?access_token=${token}`
    return opened(readAnswer(place.trustedFetch(url)), 'a token in each log on the way')
  },
  async honest(place) {
    return opened(
      readResource(place, await clientToken(place, await registerClient(place))),
      'the resource',
    )
  },
})

/** A client's token, and another client that has nothing to do with it. */
async function twoClients(place: TestPlace) {
  const [client, other] = [await registerClient(place), await registerClient(place)]
  return { client, other, token: await clientToken(place, client) }
}

attack({
  title: 'introspection of another’s token',
  clause: 'RFC 7662 §4',
  story: 'The attacker found a token and asks by his own client whose it is and what it opens.',
  fence: 'introspection.visible',
  async attempt(place) {
    const { other, token } = await twoClients(place)
    const told = await introspect(place, other, token)
    return told['active'] === true ? JSON.stringify(told) : undefined
  },
  async honest(place) {
    const { client, token } = await twoClients(place)
    return (await introspect(place, client, token))['active'] === true ? 'what it is' : undefined
  },
})

attack({
  title: 'revocation of another’s token',
  clause: 'RFC 7009 §2.1',
  story:
    'The attacker found a token and revokes it by his own client, so that its owner is locked out.',
  fence: 'revocation.of-client',
  async attempt(place) {
    const { other, token } = await twoClients(place)
    await formRequest(place, other, 'revocation', { token })
    const answer = await readResource(place, token)
    return answer.status === 401 ? 'its owner locked out' : undefined
  },
  async honest(place) {
    const { client, token } = await twoClients(place)
    await formRequest(place, client, 'revocation', { token })
    return (await readResource(place, token)).status === 401 ? 'a token less' : undefined
  },
})

attack({
  title: 'code as access token, and token as code',
  clause: 'RFC 9700 §4.6',
  story: 'The attacker puts one kind of credential where the server looks another up.',
  fence: 'bearer.live',
  async attempt(place) {
    const client = await registerClient(place)
    const tokens = await flowTokens(place, client, { scope: offline })
    for (const token of [tokens['refresh_token'], tokens['id_token']]) {
      const url = `${place.issuer}/userinfo`
      const gain = await opened(readResource(place, token, url), 'what UserInfo tells')
      if (gain) return gain
    }
    for (const token of [tokens.access_token, tokens['id_token']]) {
      const gain = await opened(refresh(place, client, token), 'tokens of the user')
      if (gain) return gain
    }
    return undefined
  },
  async honest(place) {
    const { access_token } = await flowTokens(place, await registerClient(place))
    const url = `${place.issuer}/userinfo`
    return opened(readResource(place, access_token, url), 'what UserInfo tells')
  },
})

attack({
  title: 'registration of another client',
  clause: 'RFC 7592 §5',
  story:
    'The attacker knows the client_id of another client and changes its redirect URIs by his own registration access token.',
  fence: 'registration.access-token',
  async attempt(place) {
    const victim = await registerClient(place)
    const own = await registerClient(place)
    return opened(changeRegistration(place, victim, own), 'the codes of that client’s users')
  },
  async honest(place) {
    const own = await registerClient(place)
    return opened(changeRegistration(place, own, own), 'another redirect URI')
  },
})

function changeRegistration(place: TestPlace, of: RegisteredClient, by: RegisteredClient) {
  return readAnswer(
    place.trustedFetch(of.registration_client_uri, {
      method: 'PUT',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${by.registration_access_token}`,
      },
      body: JSON.stringify({
        client_id: of.client_id,
        redirect_uris: ['https://attacker.example/callback'],
      }),
    }),
  )
}
