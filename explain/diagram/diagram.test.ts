import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { explainRecording } from '../explain-recording.ts'
import { app, codeFlow, issuer } from '../testing/code-flow.ts'
import { harEntry } from '../testing/har-entry.ts'
import { toMarkdown } from './to-markdown.ts'
import { toMermaid } from './to-mermaid.ts'
import { toSarif } from './to-sarif.ts'
import { toText } from './to-text.ts'

const good = explainRecording(codeFlow())
const bad = explainRecording(
  codeFlow({
    asks: { code_challenge_method: 'plain' },
    token: { status: 400, json: { error: 'invalid_grant' } },
  }),
)

suite('a flow as Mermaid', () => {
  test('front channel dotted, direct calls solid; a filled head asks, an open one answers', () => {
    assert.equal(
      toMermaid(good, good.flows[0]),
      `sequenceDiagram
    participant browser as Browser
    participant client as Client
    participant authserver as Authorization server
    participant resserver as Resource server
    browser-->>authserver: 1 Authorization request<br/>GET /op/authorize
    authserver--)browser: 303 Authorization response
    browser-->>client: 2 Callback<br/>GET /callback
    client--)browser: 303 Redirect
    client->>authserver: 3 Token request<br/>POST /op/token
    authserver-)client: 200 Token response
    client->>resserver: 4 Resource request<br/>GET /things
    resserver-)client: 200 Resource
`,
    )
  })

  test('what breaks a clause stands beside its message', () => {
    assert.match(
      toMermaid(bad),
      /Note over browser,authserver: error pkce-plain: The code_challenge is/,
    )
  })

  test('what came over the wire is no markup', () => {
    const { exchanges, ...rest } = good
    const forged = structuredClone(exchanges[0]!)
    forged.request.short = 'GET /a;b#c<br>\nend'
    assert.match(toMermaid({ ...rest, exchanges: [forged] }), /GET \/a#59;b#35;c#lt;br#gt; end\n/)
  })

  test('a party with several hosts has a lane for each', () => {
    const report = explainRecording([
      ...codeFlow(),
      ...codeFlow({ name: 'two', token: { url: 'https://other.example/token' } }),
    ])
    const drawn = toMermaid(report)
    assert.match(drawn, /participant authserver1 as Authorization server as\.example/)
    assert.match(drawn, /client->>authserver2: 7 Token request/)
  })
})

suite('a flow as Markdown', () => {
  test('findings, a drawing, and each part with meaning and clause', () => {
    const text = toMarkdown(bad)
    assert.match(text, /\| 1 \| error \| The code\\_challenge is .*\| RFC 9700 §2\.1\.1 \|/)
    assert.match(text, /```mermaid\nsequenceDiagram/)
    assert.match(
      text,
      /### 3\. Token request\n\nClient to authorization server, back channel, 26 Nov/,
    )
    assert.match(
      text,
      /\| form \| `code` \| `hidden` \| The authorization code: .*\| RFC 6749 §4\.1\.2 \|/,
    )
    assert.match(toMarkdown(good), /Nothing was found that breaks a clause\./)
  })

  test('one flow holds nothing of another', () => {
    const report = explainRecording([...codeFlow(), ...codeFlow({ name: 'two', after: 60 })])
    const text = toMarkdown(report, report.flows[1])
    assert.match(text, /state-two/)
    assert.doesNotMatch(text, /state-one/)
  })

  test('what came over the wire is no markup', () => {
    const report = explainRecording(
      codeFlow({ asks: { '<img src=x>': '`|`\n# heading' }, clientId: '[x](y)' }),
    )
    const text = toMarkdown(report)
    assert.doesNotMatch(text, /^# heading/m)
    assert.match(text, /client \\\[x\\\]\(y\)/)
  })
})

suite('a flow as text', () => {
  test('a line a message, then the findings with clause, place and remedy', () => {
    assert.equal(
      toText(good),
      `Authorization code with PKCE, client web
  1  Browser → Authorization server  front  Authorization request  303 Authorization response
  2  Browser → Client                front  Callback               303 Redirect
  3  Client → Authorization server   back   Token request          200 Token response
  4  Client → Resource server        back   Resource request       200 Resource

Nothing was found that breaks a clause.
`,
    )
    assert.match(
      toText(bad),
      /error pkce-plain {2}RFC 9700 §2\.1\.1\n .*\n {4}at message 1, Authorization request, request query code_challenge_method\n {4}Send/,
    )
  })

  test('a leg that no role sees is not painted as a failure; one without an answer is', () => {
    const mark = (text: string) => text
    const paint = { strong: mark, faint: mark, good: mark, bad: (text: string) => `!${text}!` }
    const answered = (notSeen: boolean) => {
      const callback = codeFlow()[1]!
      const lab = { id: 'x', role: 'authserver', message: 'callback', asker: 'browser', notSeen }
      const entry = { ...callback, response: { status: 0 }, _oauth: lab }
      return toText(explainRecording([entry]), { paint })
    }
    assert.match(answered(true), / no role sees it/)
    assert.match(answered(false), /!no answer/)
  })

  test('messages of no flow come after the flows', () => {
    const metadata = harEntry({ url: `${issuer}/.well-known/openid-configuration` })
    assert.match(toText(explainRecording([metadata, ...codeFlow()])), /\n\nMessages of no flow\n/)
  })

  test('verbose opens each message', () => {
    const text = toText(good, { verbose: true })
    assert.match(text, /query state: state-one\n/)
    assert.match(text, /Here: it fits the code_challenge of message 1\. {2}RFC 7636 §4\.5/)
  })
})

test('findings as SARIF: a rule for each kind, a result for each finding with file and place', () => {
  const sarif = toSarif(bad, (entry) => ({ uri: 'file:///x.har', entry })) as {
    version: string
    runs: {
      tool: { driver: { rules: { id: string; helpUri: string }[] } }
      results: { ruleId: string; level: string; locations: unknown[] }[]
    }[]
  }
  assert.equal(sarif.version, '2.1.0')
  const [run] = sarif.runs
  assert.deepEqual(
    run!.tool.driver.rules.map(({ id }) => id).sort(),
    [...new Set(bad.findings.map(({ id }) => id))].sort(),
  )
  assert.equal(run!.results.length, bad.findings.length)
  assert.deepEqual(run!.results[0]!.locations, [
    {
      physicalLocation: { artifactLocation: { uri: 'file:///x.har' } },
      logicalLocations: [
        {
          fullyQualifiedName: 'log.entries[0]',
          name: 'request query code_challenge_method',
          kind: 'element',
        },
      ],
    },
  ])
})

test('a secret is hidden also where no name tells of it', () => {
  const echo = 'The code code-one-0123456789 is used.'
  const report = explainRecording([
    ...codeFlow({
      token: { status: 400, json: { error: 'invalid_grant', error_description: echo } },
      resource: { json: { nested: { apiToken: 'nobody-may-read-it' } } },
    }),
    harEntry({
      url: `${app}/x`,
      headers: { authorization: 'Bearer t', referer: `${app}/?sessionId=abcdefgh1` },
    }),
  ])
  const shown = [
    toText(report, { verbose: true }),
    toMarkdown(report),
    JSON.stringify(report),
  ].join()
  assert.doesNotMatch(shown, /code-one|nobody-may|abcdefgh1|verifier-one|the-secret/)
  assert.match(shown, /The code hidden is used\./)
})
