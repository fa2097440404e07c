import 'reflect-metadata'
import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AuditPage } from '@oauth-lab/kit/admin/audit-document.ts'
import type {
  DiscoveryAnswer,
  ServerDefinition,
  ServerDefinitionPage,
} from '@oauth-lab/kit/admin/server-definition-document.ts'
import type { SentRequest } from '@oauth-lab/kit/admin/sent-request-document.ts'
import { createRoot } from '@oauth-lab/kit/certificate-issuer.ts'
import { administer } from './support/administer.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()
const answerUrl = (issuer: string) => `${issuer}/.well-known/openid-configuration`
const isError = ({ severity }: { severity: string }) => severity === 'error'

/** The instances that know servers by definition. */
for (const instance of ['resserver', 'client'] as const) {
  const api = `${instance}/admin/api/server-definitions`
  const discover = async (place: TestPlace, document: object) => {
    const { status, body } = await administer(place, 'POST', `${api}/discover`, document)
    equal(status, 200)
    return body as unknown as DiscoveryAnswer
  }
  const list = async (place: TestPlace, query = '') =>
    (await administer(place, 'GET', `${api}${query}`)).body as unknown as ServerDefinitionPage
  const make = async (place: TestPlace, document: object) => {
    const { status, body } = await administer(place, 'POST', api, document)
    equal(status, 201)
    return body as unknown as ServerDefinition
  }

  describe(`server definitions of the ${instance}`, () => {
    test('a discovery tells metadata and every check, and keeps nothing', async () => {
      const place = await used.sandbox()
      const other = await used.sandbox()
      const { usable, metadata, metadataUrl, members, answered, checks } = await discover(place, {
        issuer: other.issuer,
      })
      equal(usable, true)
      equal(answered!.status, 200)
      const errors = members.flatMap(({ findings }) => findings).filter(isError)
      deepEqual(errors, [])
      const issuer = members.find(({ name }) => name === 'issuer')!
      match(issuer.means!, /name of the authorization server/)
      equal(issuer.clause, 'RFC 8414 §2')
      equal(metadata!['issuer'], other.issuer)
      equal(metadataUrl, `${other.issuer}/.well-known/openid-configuration`)
      ok(checks.every(({ outcome }) => outcome === 'passed'))
      equal((await list(place)).total, 1)
    })

    test('a request is sent to an endpoint that the metadata name, and its answer told', async () => {
      const place = await used.sandbox()
      const other = await used.sandbox()
      const { id } = await make(place, { issuer: other.issuer })
      const send = async (request: object) =>
        administer(place, 'POST', `${api}/${id}/requests`, request)
      const keys = await send({ endpoint: 'jwks_uri' })
      equal(keys.status, 200)
      const { url, status, headers, body } = keys.body as unknown as SentRequest
      deepEqual([url, status], [`${other.issuer}/jwks`, 200])
      ok(headers.some(([name]) => name === 'content-type'))
      ok(Array.isArray((JSON.parse(body) as { keys: unknown }).keys))
      const refused = await send({
        endpoint: 'token_endpoint',
        method: 'POST',
        headers: {
          authorization: `Basic ${btoa('nobody:none')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
      })
      const told = refused.body as unknown as SentRequest
      equal(refused.status, 200)
      equal(told.status, 401)
      match(told.body, /invalid_client/)
      const asked = await send({ endpoint: 'authorization_endpoint', query: 'client_id=nobody' })
      match((asked.body as unknown as SentRequest).url, /\/authorize\?client_id=nobody$/)
    })

    test('no other address is asked, and no other header is sent', async () => {
      const place = await used.sandbox()
      const { id } = await make(place, { issuer: place.issuer })
      for (const [request, path] of [
        [{ endpoint: 'https://as.example/token' }, 'endpoint'],
        [{ endpoint: 'issuer' }, 'endpoint'],
        [{ endpoint: 'no_such_endpoint' }, 'endpoint'],
        [{ endpoint: 'jwks_uri', headers: { cookie: 'a=b' } }, 'headers.cookie'],
        [{ endpoint: 'jwks_uri', body: 'a'.repeat(100_001) }, 'body'],
      ] as const) {
        const { status, body } = await administer(place, 'POST', `${api}/${id}/requests`, request)
        equal(status, 400)
        equal((body['problems'] as { path: string }[])[0]!.path, path)
      }
      const none = await administer(place, 'POST', `${api}/no-such/requests`, {
        endpoint: 'jwks_uri',
      })
      equal(none.status, 404)
    })

    test('a server that publishes RFC 8414 alone is asked there, and told so', async () => {
      const [place, other] = [await used.sandbox(), await used.sandbox()]
      await other.control.interventions.create({
        match: { path: '/authserver/oauth2/.well-known/openid-configuration' },
        do: { answer: { status: 404 } },
      })
      const { usable, source, metadataUrl } = await discover(place, { issuer: other.issuer })
      const { origin } = place
      const path = other.issuer.slice(origin.length)
      deepEqual(
        [usable, source, metadataUrl],
        [
          true,
          'oauth-authorization-server',
          `${origin}/.well-known/oauth-authorization-server${path}`,
        ],
      )
      const made = await make(place, { issuer: other.issuer })
      deepEqual([made.source, made.metadata], ['oauth-authorization-server', null])
    })

    test('a server that a person types is not discovered, and kept as it was typed', async () => {
      const [place, other] = [await used.sandbox(), await used.sandbox()]
      const metadata = {
        authorization_endpoint: `${other.issuer}/authorize`,
        token_endpoint: `${other.issuer}/token`,
        jwks_uri: `${other.issuer}/jwks`,
      }
      const wanted = { issuer: other.issuer, name: 'typed', metadata }
      const { usable, source, metadataUrl } = await discover(place, {
        issuer: other.issuer,
        metadata,
      })
      deepEqual([usable, source, metadataUrl], [true, 'typed', ''])
      const made = await make(place, wanted)
      deepEqual([made.source, made.metadata], ['typed', metadata])
      deepEqual((await list(place, '?search=typed')).items, [made])
      const ask = (endpoint: string) =>
        administer(place, 'POST', `${api}/${made.id}/requests`, { endpoint })
      equal((await ask('jwks_uri')).body['url'], metadata.jwks_uri)
      equal((await ask('metadata')).status, 400)
      const asked = await other.control.checks({ role: 'authserver' })
      ok(asked.every((one) => !one.path.includes('well-known')))
    })

    test('what is typed wrong is refused at its member', async () => {
      const place = await used.sandbox()
      const right = {
        authorization_endpoint: `${place.issuer}/authorize`,
        token_endpoint: `${place.issuer}/token`,
        jwks_uri: `${place.issuer}/jwks`,
      }
      const { jwks_uri, ...keyless } = right
      const wrong: [object, string, RegExp][] = [
        [
          { ...right, token_endpoint: 'http://x.example/token' },
          'metadata.token_endpoint',
          /server-definition\.members/,
        ],
        [
          { ...right, jwks_uri: `${place.issuer}/nowhere` },
          'metadata.jwks_uri',
          /server-definition\.keys/,
        ],
        [
          { ...right, jwks: { keys: [] } },
          'metadata.jwks',
          /must be left out where jwks_uri is given/,
        ],
        [
          { ...keyless, jwks: { keys: [{ kty: 'oct', k: 'AA' }] } },
          'metadata.jwks',
          /server-definition\.keys/,
        ],
        [
          { ...right, token_endpiont: 'x' },
          'metadata.token_endpiont',
          /did you mean token_endpoint/,
        ],
      ]
      for (const [metadata, path, message] of wrong) {
        const { status, body } = await administer(place, 'POST', api, {
          issuer: place.issuer,
          metadata,
        })
        equal(status, 400)
        const [problem] = body['problems'] as { path: string; message: string }[]
        equal(problem?.path, path)
        match(problem?.message ?? '', message)
      }
      ok(jwks_uri)
      equal((await list(place)).total, 1)
    })

    test('an issuer that is almost right is another one', async () => {
      const place = await used.sandbox()
      const answer = await discover(place, { issuer: `${place.issuer}/` })
      equal(answer.usable, false)
      equal(answer.checks.at(-1)!.id, 'server-definition.issuer')
      match(answer.checks.at(-1)!.detail!, /^Expected \S+\/, found \S+[^/]\.$/)
      const { findings } = answer.members.find(({ name }) => name === 'issuer')!
      deepEqual(
        findings.map(({ id, severity, clause }) => [id, severity, clause]),
        [['issuer-differs', 'error', 'RFC 8414 §3.3']],
      )
      const { status, body } = await administer(place, 'POST', api, { issuer: `${place.issuer}/` })
      equal(status, 400)
      const [problem] = body['problems'] as { path: string; message: string }[]
      equal(problem!.path, 'issuer')
      match(problem!.message, /server-definition\.issuer, OpenID Connect Discovery §4\.3/)
      equal((await list(place)).total, 1)
      const log = await administer(
        place,
        'GET',
        `${instance}/admin/api/audit-log?check=server-definition.issuer`,
      )
      const { items } = log.body as unknown as AuditPage
      deepEqual(
        items.map(({ kind, status: refused }) => [kind, refused]),
        // The discovery, and the attempt to keep it.
        [
          ['refusal', 400],
          ['refusal', 200],
        ],
      )
      equal(items[1]!.about['issuer'], `${place.issuer}/`)
    })

    test('only the authority that a definition names vouches for the certificate', async () => {
      const place = await used.sandbox()
      const { certificate: authority } = await createRoot('localhost')
      const { issuer } = place
      const { checks, metadata } = await discover(place, { issuer, authority })
      equal(metadata, null)
      equal(checks.at(-1)!.id, 'server-definition.certificate')
      equal((await discover(place, { issuer, authority: used.lab.ca })).usable, true)
      for (const named of ['other-root.crt', 'system']) {
        const answer = await discover(place, { issuer, authority: named })
        equal(answer.checks.at(-1)!.id, 'server-definition.certificate')
        equal(answer.answered, null)
      }
      const { entries } = (await place.control.recording.har({ role: instance })).log
      const asked = entries.filter(({ request }) => request.url === answerUrl(issuer))
      deepEqual(
        asked.map(({ response }) => response.status),
        [0, 200, 0, 0],
      )
    })

    test('a definition is made, listed, searched, changed and deleted', async () => {
      const place = await used.sandbox()
      const other = await used.sandbox()
      const made = await make(place, { issuer: other.issuer, name: 'Another house' })
      const { items } = await list(place, '?sort=issuer')
      deepEqual(new Set(items.map(({ id }) => id)), new Set(['lab', made.id]))
      deepEqual((await list(place, '?search=ANOTHER')).items, [made])
      deepEqual((await list(place, '?size=1&page=3')).items, [])
      const document = { issuer: other.issuer, name: 'Renamed' }
      const renamed = await administer(place, 'PUT', `${api}/${made.id}`, document)
      deepEqual(renamed.body, { ...made, name: 'Renamed' })
      equal((await administer(place, 'DELETE', `${api}/${made.id}`)).status, 204)
      equal((await administer(place, 'GET', `${api}/${made.id}`)).status, 404)
    })

    test('a change of what somebody else has changed is refused with 412', async () => {
      const place = await used.sandbox()
      const made = await make(place, { issuer: place.issuer })
      const path = `${api}/${made.id}`
      const { headers } = await administer(place, 'GET', path)
      const condition = { 'if-match': headers.get('etag')! }
      const change = (name: string) =>
        administer(place, 'PUT', path, { issuer: place.issuer, name }, condition)
      const first = await change('One')
      equal(first.status, 200)
      notEqual(first.headers.get('etag'), condition['if-match'])
      equal((await change('Two')).status, 412)
      equal((await administer(place, 'DELETE', path, undefined, condition)).status, 412)
    })

    test('the definition of the lab stays as it is', async () => {
      const place = await used.sandbox()
      const { body } = await administer(place, 'GET', `${api}/lab`)
      equal(body['builtIn'], true)
      equal(body['issuer'], place.issuer)
      equal((await administer(place, 'DELETE', `${api}/lab`)).status, 409)
      const document = { issuer: place.issuer }
      equal((await administer(place, 'PUT', `${api}/lab`, document)).status, 409)
    })

    test('every problem of a document is told with its path', async () => {
      const place = await used.sandbox()
      const document = { issuer: 7, authority: 'x', other: 1 }
      const { status, body } = await administer(place, 'POST', api, document)
      equal(status, 400)
      const problems = body['problems'] as { path: string }[]
      deepEqual(
        new Set(problems.map(({ path }) => path)),
        new Set(['issuer', 'authority', 'other']),
      )
    })
  })
}
