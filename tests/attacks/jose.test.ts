import { deepEqual } from 'node:assert/strict'
import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  KeyObject,
  randomBytes,
  randomUUID,
  sign,
} from 'node:crypto'
import { SignJWT } from 'jose'
import type { JWK } from 'jose'
import { noteSecret } from '../secrets.ts'
import { createBrowser } from '../protocol/support/browser.ts'
import { authorizationRequest, clientToken } from '../protocol/support/code-flow.ts'
import { registerClient } from '../protocol/support/place.ts'
import { callWith, proofRequest } from '../protocol/support/prover.ts'
import { createKey, registerSigner, sendAssertion } from '../protocol/support/signing-client.ts'
import type { ClientKey } from '../protocol/support/signing-client.ts'
import { useLab } from '../protocol/support/use-lab.ts'
import type { TestPlace } from '../protocol/support/use-lab.ts'
import { createAttack } from './support/attack.ts'
import { publish } from './support/published.ts'

const used = useLab()
const attack = createAttack(used)

/** A JWT as its honest sender would make it: what the attacker bends. */
interface Genuine {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  key: ClientKey
}

/** A place that reads JWTs of others, and what the attacker knows of the honest sender's. */
interface Reader {
  genuine: Genuine
  /** Whether the JWT is taken. */
  takes(jwt: string): Promise<boolean>
}

const seconds = () => Math.floor(Date.now() / 1000)

async function assertionReader(place: TestPlace): Promise<Reader> {
  const key = await createKey('ES256', 'one')
  const { client_id } = await registerSigner(place, [key])
  const now = seconds()
  return {
    genuine: {
      key,
      header: { alg: 'ES256', kid: 'one' },
      claims: {
        iss: client_id,
        sub: client_id,
        aud: place.issuer,
        jti: randomUUID(),
        iat: now,
        exp: now + 60,
      },
    },
    takes: async (jwt) => (await sendAssertion(place, jwt)).status === 200,
  }
}

async function requestObjectReader(place: TestPlace): Promise<Reader> {
  const key = await createKey('ES256', 'one')
  const client = await registerClient(place, { jwks: { keys: [key.publicJwk] } })
  const { client_id } = client
  const { parameters } = authorizationRequest(place, client)
  const now = seconds()
  return {
    genuine: {
      key,
      header: { alg: 'ES256', kid: 'one', typ: 'oauth-authz-req+jwt' },
      claims: { ...parameters, iss: client_id, aud: place.issuer, iat: now, exp: now + 60 },
    },
    async takes(request) {
      const query = new URLSearchParams({ client_id, request })
      const address = `${place.issuer}/authorize?${query.toString()}`
      const page = await createBrowser(place.trustedFetch).open(address)
      return page.text.includes('name="password"')
    },
  }
}

async function proofReader(place: TestPlace): Promise<Reader> {
  const key = await createKey('ES256')
  const client = await registerClient(place)
  const form = { grant_type: 'client_credentials', scope: 'my/scope' }
  return {
    genuine: {
      key,
      header: { alg: 'ES256', typ: 'dpop+jwt', jwk: key.publicJwk },
      claims: { jti: randomUUID(), htm: 'POST', htu: `${place.issuer}/token`, iat: seconds() },
    },
    takes: async (proof) => (await proofRequest(place, client, { form, proof })).status === 200,
  }
}

/** The resource server: the honest sender is the authorization server, whose key nobody else has. */
async function accessTokenReader(place: TestPlace): Promise<Reader> {
  const token = await clientToken(place, await registerClient(place))
  const [header, claims] = token.split('.', 2).map(decode) as [Genuine['header'], Genuine['claims']]
  const published = await place.trustedFetch(`${place.issuer}/jwks`)
  const { keys } = (await published.json()) as { keys: (JWK & { kid: string })[] }
  const publicJwk = keys.find(({ kid }) => kid === header['kid'])!
  const url = `${place.base}/resserver/protected-resources/`
  return {
    genuine: {
      header,
      claims,
      // The honest sender's signature comes with the token; this key signs nothing.
      key: { alg: 'RS256', privateKey: new Uint8Array(), publicJwk },
    },
    takes: async (jwt) => (await callWith(place, url, jwt, { scheme: 'Bearer' })).status === 200,
  }
}

const readers = {
  'client assertion': assertionReader,
  'request object': requestObjectReader,
  'DPoP proof': proofReader,
  'access token': accessTokenReader,
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const decode = (part: string) =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>

type Sign = (input: Buffer) => Buffer

/** A JWT under any header at all, which no library would make. */
function forge(header: object, claims: object, sign: Sign): string {
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${sign(Buffer.from(input)).toString('base64url')}`
}

/** ES256 (RFC 7518 §3.4). */
const by =
  (key: KeyObject): Sign =>
  (input) =>
    sign('sha256', input, { key, dsaEncoding: 'ieee-p1363' })
const byOwner = ({ key: { alg, privateKey } }: Genuine): Sign =>
  alg === 'ES256' ? by(KeyObject.from(privateKey as CryptoKey)) : () => randomBytes(256)
const byHmac =
  (secret: string | Buffer): Sign =>
  (input) =>
    createHmac('sha256', secret).update(input).digest()
const attacker = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const attackerJwk = { ...attacker.publicKey.export({ format: 'jwk' }), kid: 'attacker' }

type Forge = (genuine: Genuine) => string[]

/** Tries what the attacker forged at each place that reads a JWT; tells where it was taken. */
async function tryEverywhere(place: TestPlace, make: Forge): Promise<string | undefined> {
  for (const [name, open] of Object.entries(readers)) {
    const reader = await open(place)
    for (const jwt of make(reader.genuine)) {
      if (await reader.takes(jwt)) return `${name}: ${JSON.stringify(decode(jwt.split('.')[0]!))}`
    }
  }
  return undefined
}

/** The same claims, by their sender. */
async function honest(place: TestPlace): Promise<string | undefined> {
  const taken: string[] = []
  for (const [name, open] of Object.entries(readers)) {
    const { genuine, takes } = await open(place)
    const { key, header, claims } = genuine
    const jwt =
      name === 'access token'
        ? await clientToken(place, await registerClient(place))
        : await new SignJWT(claims)
            .setProtectedHeader({ ...header, alg: key.alg })
            .sign(key.privateKey)
    // A request object is in the browser's address.
    if (name !== 'request object') noteSecret(jwt, name)
    if (await takes(jwt)) taken.push(name)
  }
  deepEqual(taken, Object.keys(readers))
  return 'taken'
}

attack({
  title: 'alg none',
  clause: 'RFC 8725 §2.1',
  story:
    'The attacker writes claims of his own, says that nothing signs them, and leaves the signature out.',
  fence: { because: 'only algorithms that sign' },
  attempt: (place) =>
    tryEverywhere(place, ({ header, claims }) =>
      ['none', 'None', 'NONE', 'nOnE', ''].flatMap((alg) => [
        forge({ ...header, alg }, claims, () => Buffer.alloc(0)),
        forge({ ...header, alg }, claims, () => randomBytes(64)),
      ]),
    ),
  honest,
})

attack({
  title: 'HMAC by the public key',
  clause: 'RFC 8725 §2.1',
  story:
    'The attacker says HS256, and takes the bytes of the published key for the secret, in each way that a server may write them.',
  fence: { because: 'the algorithm is of the key’s kind' },
  attempt: (place) =>
    tryEverywhere(place, ({ header, claims, key: { publicJwk } }) => {
      const key = createPublicKey({ key: publicJwk, format: 'jwk' })
      const pem = key.export({ type: 'spki', format: 'pem' })
      const der = key.export({ type: 'spki', format: 'der' })
      const secrets = [pem, pem.trim(), der, JSON.stringify(publicJwk), '', '\0']
      return secrets.map((secret) => forge({ ...header, alg: 'HS256' }, claims, byHmac(secret)))
    }),
  honest,
})

attack({
  title: 'signature of zeros',
  clause: 'CVE-2022-21449',
  story:
    'The attacker sends the ECDSA signature r = s = 0, which a careless verifier takes for any message.',
  fence: { because: 'the signature is verified' },
  attempt: (place) =>
    tryEverywhere(place, ({ header, claims }) =>
      [0, 8, 64, 256].map((bytes) => forge(header, claims, () => Buffer.alloc(bytes))),
    ),
  honest,
})

attack({
  title: 'key that the JWT itself brings',
  clause: 'CVE-2018-0114',
  story: 'The attacker signs by a key of his own and puts the public half into the header.',
  fence: { because: 'only registered or published keys' },
  attempt: (place) =>
    tryEverywhere(place, ({ header, claims }) =>
      // A DPoP proof brings its key by design: what it must not have is another one beside it.
      [{ jwk: attackerJwk }, { x5c: ['AAAA'] }, { jwk: attackerJwk, kid: 'attacker' }].map((more) =>
        forge({ ...more, ...header, alg: 'ES256' }, claims, by(attacker.privateKey)),
      ),
    ),
  honest,
})

attack({
  title: 'key at an address that the JWT names',
  clause: 'RFC 8725 §3.10',
  story:
    'The attacker publishes his key, names its address in jku and x5u, and watches whether the server comes to read it.',
  fence: { because: 'jku and x5u are not followed' },
  async attempt(place) {
    const { address, requests } = await publish(await used.sandbox(), { keys: [attackerJwk] })
    const gain = await tryEverywhere(place, ({ header, claims }) =>
      ['jku', 'x5u'].map((name) =>
        forge(
          { ...header, alg: 'ES256', kid: 'attacker', [name]: address },
          claims,
          by(attacker.privateKey),
        ),
      ),
    )
    const asked = (await requests()).here > 0
    return gain ?? (asked ? 'a request of the server to his address' : undefined)
  },
  honest,
})

attack({
  title: 'kid that leads elsewhere',
  clause: 'RFC 8725 §3.10',
  story:
    'The attacker writes a path, SQL or a name of JavaScript into kid, hoping that the key found there is one that he knows.',
  fence: { because: 'kid is compared, nothing else' },
  attempt: (place) =>
    tryEverywhere(place, ({ header, claims }) =>
      [
        '../../../../../../dev/null',
        "x' UNION SELECT 'AA' --",
        '__proto__',
        'constructor',
        'x'.repeat(5000),
        '',
      ].flatMap((kid) => [
        forge({ ...header, kid }, claims, by(attacker.privateKey)),
        forge({ ...header, kid, alg: 'HS256' }, claims, byHmac('')),
        forge({ ...header, kid, alg: 'HS256' }, claims, byHmac('AA')),
      ]),
    ),
  honest,
})

attack({
  title: 'crit with what nobody knows',
  clause: 'RFC 7515 §4.1.11',
  story:
    'The sender’s own JWT says that it means something else than it seems; a server that does not understand it must not go on.',
  fence: { because: 'nothing critical is known' },
  attempt: (place) =>
    tryEverywhere(place, (genuine) =>
      [{ crit: ['x'], x: true }, { crit: [] }, { crit: 'x', x: 1 }, { crit: ['alg'] }].map((more) =>
        forge({ ...genuine.header, ...more }, genuine.claims, byOwner(genuine)),
      ),
    ),
  honest,
})

attack({
  title: 'b64 false',
  clause: 'RFC 7797 §7',
  story:
    'The attacker has a signature over the payload as it is and hopes that the claims are read in another way than they were verified.',
  fence: { because: 'b64 is not known' },
  attempt: (place) =>
    tryEverywhere(place, (genuine) =>
      [{ b64: false, crit: ['b64'] }].map((more) => {
        const [head, payload] = [encode({ ...genuine.header, ...more }), encode(genuine.claims)]
        const plain = JSON.stringify(genuine.claims)
        const signature = byOwner(genuine)(Buffer.from(`${head}.${plain}`))
        return `${head}.${payload}.${signature.toString('base64url')}`
      }),
    ),
  honest,
})

/** An encrypted JWT (RFC 7516 §7.1) that decrypts to nothing. */
const encrypted = (header: object, key: number, ciphertext: number) =>
  [
    encode(header),
    ...[key, 12, ciphertext, 16].map((size) => randomBytes(size).toString('base64url')),
  ].join('.')

attack({
  title: 'JWE bomb by p2c',
  clause: 'RFC 7518 §4.8.1.2',
  story: 'The attacker sends a JWE by a password whose key takes two billion rounds to derive.',
  fence: { because: 'nothing is decrypted by a password' },
  attempt: (place) =>
    tryEverywhere(place, ({ header }) =>
      ['PBES2-HS256+A128KW', 'PBES2-HS512+A256KW'].map((alg) =>
        encrypted({ ...header, alg, enc: 'A128GCM', p2c: 2 ** 31 - 1, p2s: 'AAAAAAAAAAA' }, 24, 64),
      ),
    ),
  honest,
})

attack({
  title: 'JWE bomb by zip',
  clause: 'RFC 7516 §4.1.3',
  story: 'The attacker sends a compressed JWE, of which a kilobyte becomes a gigabyte.',
  fence: { because: 'nothing is decompressed' },
  attempt: (place) =>
    tryEverywhere(place, ({ header }) =>
      [
        { alg: 'dir', enc: 'A128GCM', zip: 'DEF' },
        { alg: 'RSA-OAEP-256', enc: 'A256GCM', zip: 'DEF' },
      ].map((more) => encrypted({ ...header, ...more }, more.alg === 'dir' ? 0 : 256, 1024)),
    ),
  honest,
})

attack({
  title: 'request object as client assertion',
  clause: 'RFC 9101 §10.8',
  story:
    'The attacker reads a request object in the browser’s address, and authenticates by it as the client that signed it.',
  fence: 'client-assertion.issuer-and-subject',
  async attempt(place) {
    const { client_id, key, claims } = await signerOfBoth(place)
    const { sub: _, ...rest } = claims
    const object = await new SignJWT({ ...rest, client_id, scope: 'openid' })
      .setProtectedHeader({ alg: key.alg, kid: 'one' })
      .sign(key.privateKey)
    const { status } = await sendAssertion(place, object, { client_id })
    return status === 200 ? 'the client’s token' : undefined
  },
  async honest(place) {
    const { key, claims } = await signerOfBoth(place)
    const assertion = await new SignJWT(claims)
      .setProtectedHeader({ alg: key.alg, kid: 'one' })
      .sign(key.privateKey)
    noteSecret(assertion, 'client_assertion')
    return (await sendAssertion(place, assertion)).status === 200 ? 'its token' : undefined
  },
})

/** A client whose key signs assertions and request objects alike. */
async function signerOfBoth(place: TestPlace) {
  const { genuine } = await assertionReader(place)
  return { client_id: String(genuine.claims['iss']), ...genuine }
}
