import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { runProgram } from '../run-program.ts'

const command = join(import.meta.dirname, '../../lab')
const work = mkdtempSync(join(tmpdir(), 'lab-explain-'))
after(() => rmSync(work, { recursive: true, force: true }))

const explain = (args: string[], input = '') => runProgram(command, ['explain', ...args], { input })

const secret = 'a-secret-that-nobody-may-read'
const request = `https://as.example/authorize?response_type=code&client_id=web&scope=x&state=s&redirect_uri=https://app.example/cb`
const pkce = '&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method='
const entry = (url: string) => ({
  startedDateTime: '2026-11-26T10:00:00Z',
  request: { method: 'GET', url, headers: [] },
  response: {
    status: 302,
    headers: [{ name: 'Location', value: `https://app.example/cb?code=${secret}&state=s` }],
  },
})
const har = (...urls: string[]) => JSON.stringify({ log: { entries: urls.map(entry) } })

function file(name: string, content: string): string {
  const path = join(work, name)
  writeFileSync(path, content)
  return path
}

suite('./lab explain', () => {
  // The first command after a change builds, and says so.
  before(() => explain(['-'], '{}'))

  test('a HAR without a fault: the flow, and exit code 0', async () => {
    const { code, stdout, stderr } = await explain([file('good.har', har(`${request}${pkce}S256`))])
    assert.deepEqual([code, stderr], [0, ''])
    assert.match(stdout, /^Authorization code with PKCE, client web\n/)
    assert.match(stdout, /Nothing was found/)
  })

  test('a HAR with a fault: the clause that it breaks, and exit code 1', async () => {
    const { code, stdout } = await explain([file('plain.har', har(`${request}${pkce}plain`))])
    assert.equal(code, 1)
    assert.match(stdout, /error pkce-plain {2}RFC 9700 §2\.1\.1/)
  })

  test('a folder: each file that ends in .har, and SARIF names the file', async () => {
    file('x.txt', 'no HAR')
    const { stdout } = await explain([work, '--format', 'sarif'])
    const { runs } = JSON.parse(stdout) as {
      runs: {
        results: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[]
      }[]
    }
    const uris = runs[0]!.results.map(
      (one) => one.locations[0]!.physicalLocation.artifactLocation.uri,
    )
    assert.ok(uris.some((uri) => uri.endsWith('/plain.har')))
    assert.ok(!uris.some((uri) => uri.endsWith('/good.har')))
  })

  for (const format of ['text', 'json', 'sarif', 'markdown', 'mermaid', 'har']) {
    test(`no secret is in the output: ${format}`, async () => {
      const { stdout } = await explain(['-', '--format', format, '--verbose'], har(request))
      assert.ok(stdout.length > 100)
      assert.ok(!stdout.includes(secret))
    })
  }

  test('a HAR without its secrets can be explained again', async () => {
    const safe = await explain(['-', '--format', 'har'], har(`${request}${pkce}plain`))
    const { code, stdout } = await explain(['-'], safe.stdout)
    assert.equal(code, 1)
    assert.match(stdout, /error pkce-plain/)
  })

  test('what is pasted is told: a curl command, a URL, a JWT', async () => {
    const curl = await explain([
      `curl https://as.example/token -d grant_type=authorization_code -d code=${secret} -d client_id=web`,
    ])
    assert.match(curl.stdout, /Token request/)
    assert.ok(!curl.stdout.includes(secret))
    assert.match((await explain(['-'], `${request}\n`)).stdout, /Authorization request/)
    const jwt = ['{"alg":"none"}', '{"nonce":"n","exp":1}', ''].map((part) =>
      Buffer.from(part).toString('base64url'),
    )
    const { code, stdout } = await explain([jwt.join('.')])
    assert.equal(code, 1)
    assert.match(stdout, /ID token[^]*algorithm-none[^]*token-expired/)
  })

  test('a recording without any OAuth says so', async () => {
    const { code, stdout } = await explain(
      ['-'],
      har('https://shop.example/').replaceAll(/[?]code=[^"]*/g, ''),
    )
    assert.equal(code, 0)
    assert.match(stdout, /No message of OAuth or OpenID Connect is in 1 entry/)
  })

  for (const [what, args, input, says] of [
    ['a file that is not there', ['nothing.har'], '', /there is no file nothing\.har/],
    ['a folder without a HAR', [import.meta.dirname], '', /holds no file that ends in \.har/],
    ['JSON that is no HAR', [join(import.meta.dirname, '../package.json')], '', /no log\.entries/],
    ['text that is no JSON', ['-'], 'hello', /standard input: This is no JSON/],
    ['a curl command without a URL', ['curl -d x=y'], '', /no URL/],
  ] as const) {
    test(`${what} is refused with exit code 1, in a line without a stack`, async () => {
      const { code, stdout, stderr } = await explain([...args], input)
      assert.deepEqual([code, stdout], [1, ''])
      assert.match(stderr, says)
      assert.doesNotMatch(stderr, /^\s+at /m)
    })
  }

  test('an unknown format is bad usage', async () => {
    const { code, stderr } = await explain(['x.har', '--format', 'pdf'])
    assert.equal(code, 2)
    assert.match(stderr, /--format is one of text, json, sarif, markdown, mermaid, har/)
  })

  test('docs/explain.md shows each format', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../docs/explain.md'), 'utf8')
    for (const format of ['json', 'sarif', 'markdown', 'mermaid', 'har']) {
      assert.ok(docs.includes(`--format ${format}`), format)
    }
  })
})
