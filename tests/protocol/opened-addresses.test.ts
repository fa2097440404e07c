import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()

/** As browsers ask when a person opens an address. */
const page = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'
const opened = { accept: page, 'sec-fetch-dest': 'document' }

/** Programs; Java names text/html first where nobody tells it otherwise. */
const programs: Record<string, Record<string, string>> = {
  curl: { accept: '*/*' },
  'a program that wants JSON': { accept: 'application/json' },
  'a script of a page': { accept: '*/*', 'sec-fetch-dest': 'empty' },
  HttpURLConnection: { accept: 'text/html, image/gif, image/jpeg, */*; q=0.2' },
}

interface Row {
  address: (place: TestPlace) => string
  /** Heading of the page. */
  heading: RegExp
  /** What a page must say besides. */
  says: (place: TestPlace) => string
  status?: number
  /** Where programs get another status. */
  forPrograms?: number
}

const wellKnown = '/.well-known'
const withPrefix = ({ base, origin }: TestPlace) => base.slice(origin.length)

const rows: Record<string, Row> = {
  'the metadata below the issuer': {
    address: ({ issuer }) => `${issuer}${wellKnown}/openid-configuration`,
    heading: /Metadata of the authorization server/,
    says: () => 'Where clients get tokens.',
  },
  'the metadata of RFC 8414': {
    address: (place) =>
      `${place.origin}${wellKnown}/oauth-authorization-server${withPrefix(place)}/authserver/oauth2`,
    heading: /Metadata of the authorization server/,
    says: ({ issuer }) => `${issuer}/token`,
  },
  'the key set': {
    address: ({ issuer }) => `${issuer}/jwks`,
    heading: /Key set/,
    says: () => 'The curve of the key.',
  },
  'the metadata of the resource server': {
    address: (place) =>
      `${place.origin}${wellKnown}/oauth-protected-resource${withPrefix(place)}/resserver`,
    heading: /Metadata of the resource/,
    says: ({ issuer }) => issuer,
  },
  'the description of an API': {
    address: ({ base }) => `${base}/authserver/admin/api/openapi.json`,
    heading: /API description/,
    says: () => '/authserver/admin/api/configuration',
  },
  'the description of the control API': {
    address: ({ base }) => `${base}/control/api/openapi.json`,
    heading: /API description/,
    says: () => '/control/api/sandboxes',
  },
  'the control API': {
    address: ({ base }) => `${base}/control/api/`,
    heading: /Management API/,
    says: ({ base }) => `href="${base}/control/api/openapi.json"`,
  },
  'the control API without its slash': {
    address: ({ base }) => `${base}/control/api`,
    heading: /Management API/,
    says: () => '/control/api/sandboxes',
  },
  'the API of a role': {
    address: ({ base }) => `${base}/resserver/admin/api/`,
    heading: /Management API/,
    says: (place) =>
      `./lab api GET /resserver/admin/api/policy --sandbox ${withPrefix(place).slice(2)}`,
  },
  'the issuer': {
    address: ({ issuer }) => issuer,
    heading: /This is the issuer, a name/,
    says: ({ issuer }) => `href="${issuer}/.well-known/openid-configuration"`,
    forPrograms: 404,
  },
  'the issuer with a slash': {
    address: ({ issuer }) => `${issuer}/`,
    heading: /This is the issuer, a name/,
    says: () => 'The issuer has none, so the two are different names.',
    forPrograms: 404,
  },
  'UserInfo without a token': {
    address: ({ issuer }) => `${issuer}/userinfo`,
    heading: /No access token was sent/,
    says: () => 'Send Authorization: Bearer',
    status: 401,
  },
  'a protected resource without a token': {
    address: ({ base }) => `${base}/resserver/protected-resources/`,
    heading: /No access token came as Authorization: Bearer/,
    says: () => 'resource_metadata=',
    status: 401,
  },
}

for (const [what, { address, heading, says, status = 200, forPrograms = status }] of Object.entries(
  rows,
)) {
  test(`a browser is shown a page at ${what}, programs get JSON`, async () => {
    const place = await used.sandbox()
    const shown = await place.trustedFetch(address(place), { headers: opened })
    equal(shown.status, status)
    match(shown.headers.get('content-type')!, /^text\/html/)
    match(shown.headers.get('vary')!, /\bAccept\b/)
    match(shown.headers.get('cache-control')!, /no-store/)
    const text = (await shown.text()).replaceAll('<wbr>', '')
    match(/<h1>([^]*?)<\/h1>/.exec(text)![1]!, heading)
    ok(text.includes(says(place)), says(place))
    for (const [program, headers] of Object.entries(programs)) {
      const answer = await place.trustedFetch(address(place), { headers })
      equal(answer.status, forPrograms, program)
      match(answer.headers.get('content-type')!, /^application\/json/, program)
      match(answer.headers.get('vary')!, /\bAccept\b/, program)
      equal(typeof (await answer.json()), 'object')
    }
  })
}

test('a program that asks for an API itself is told where its description is', async () => {
  const { base, trustedFetch } = await used.sandbox()
  for (const api of ['control/api', 'authserver/admin/api', 'client/admin/api']) {
    const answer = await trustedFetch(`${base}/${api}/`)
    deepEqual(await answer.json(), {
      api: api.split('/', 1)[0],
      description: `${base}/${api}/openapi.json`,
      signIn: `${base}/control/api/session`,
    })
    const described = await trustedFetch(`${base}/${api}/openapi.json`)
    equal(described.status, 200)
    await described.arrayBuffer()
    const missing = await trustedFetch(`${base}/${api}/nowhere`)
    equal(missing.status, 404)
    await missing.arrayBuffer()
  }
})

test('a refusal that is shown as a page still has its challenge', async () => {
  const { issuer, base, trustedFetch } = await used.sandbox()
  const shown = await trustedFetch(`${issuer}/userinfo`, { headers: opened })
  const [bearer, dpop] = shown.headers.get('www-authenticate')!.split(', ')
  equal(bearer, `Bearer realm="${base}/authserver"`)
  equal(dpop, `DPoP realm="${base}/authserver"`)
  await shown.arrayBuffer()
})

for (const [what, path] of Object.entries({
  'no instance': '/nowhere',
  'the authorization server': '/authserver/nowhere',
  'the resource server': '/resserver/nowhere',
  'the client': '/client/nowhere',
  control: '/control/nowhere',
})) {
  test(`a browser is shown a page where nothing is served, by ${what}; programs get JSON`, async () => {
    const { base, trustedFetch } = await used.sandbox()
    const shown = await trustedFetch(`${base}${path}`, { headers: opened })
    equal(shown.status, 404)
    match(shown.headers.get('content-type')!, /^text\/html/)
    match(await shown.text(), /<h1>Nothing is served/)
    const answer = await trustedFetch(`${base}${path}`, { headers: programs['curl']! })
    equal(answer.status, 404)
    equal(((await answer.json()) as { error: string }).error, 'not_found')
  })
}

test('a browser that opens a sandbox which is gone is told so', async () => {
  const { origin, trustedFetch } = await used.sandbox()
  const shown = await trustedFetch(`${origin}/~gone/authserver/oauth2`, { headers: opened })
  equal(shown.status, 404)
  match(await shown.text(), /There is no such sandbox, or its lifetime has ended\./)
})
