import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { explainRecording } from '../explain-recording.ts'
import { readJwt } from '../exchange/jwt.ts'
import type { HarEntry } from '../har/har.ts'
import { readHar } from '../har/read-har.ts'
import { codeFlow } from '../testing/code-flow.ts'
import { harEntry, unsignedJwt } from '../testing/har-entry.ts'
import { createMemory } from './hide-everywhere.ts'
import { hideHar } from './hide-har.ts'
import { createHide } from './hide.ts'

const hide = createHide(new Uint8Array(32).fill(7))

function told(entries: HarEntry[]) {
  const { exchanges, findings, flows } = explainRecording(entries)
  return {
    messages: exchanges.map(({ message }) => message?.id),
    findings: findings.map(({ id, where }) => `${id} ${where.entry}`),
    flows: flows.map(({ client, entries: places }) => [client, places]),
  }
}

suite('entries whose secrets are hidden', () => {
  test('a value that is hidden once is hidden in a form under another name too', () => {
    const url = 'https://as.example/interaction/x/login'
    const [entry] = hideHar(
      [harEntry({ url, form: { login: 'somebody-new', password: 'somebody-new' } })],
      hide,
    )
    assert.ok(!entry!.request.postData!.text!.includes('somebody-new'))
  })

  test('the private part of a key is hidden, and d elsewhere is no key', () => {
    const json = { keys: [{ kty: 'RSA', n: 'modulus', d: 'exponent' }], d: 'a day' }
    const [entry] = hideHar([harEntry({ url: 'https://as.example/jwks', json })], hide)
    const text = entry!.response!.content!.text!
    assert.ok(text.includes('modulus') && text.includes('a day'))
    assert.ok(!text.includes('exponent'))
  })

  test('a cookie that is a step of a path too is hidden there, in the same way', () => {
    const id = 'OFfjKbp6bC2P-C0ulc4JRdhBWBa6'
    const [entry] = hideHar(
      [
        harEntry({
          url: `https://as.example/interaction/${id}/abort`,
          cookies: [`_interaction=${id}; path=/interaction/${id}; httponly`],
          html: `<form action="https://as.example/interaction/${id}"></form> Redirecting to /${id}.`,
        }),
      ],
      hide,
    )
    assert.ok(!JSON.stringify(entry).includes(id))
    assert.equal(entry!.request.url, `https://as.example/interaction/${hide(id)}/abort`)
  })

  test('the signature of a token is hidden in a page that writes its parts apart', () => {
    const token = `${unsignedJwt({ jti: 'a' }).replace(/[^.]*$/, '')}c2lnbmF0dXJlLW9mLWl0`
    const [header, claims, signature] = token.split('.')
    const [, page] = hideHar(
      [
        harEntry({
          url: 'https://as.example/token',
          form: { code: 'x' },
          json: { access_token: token },
        }),
        harEntry({
          url: 'https://client.example/',
          html: `<b>${header}</b>.<i>${claims}</i>.<span>${signature}</span>`,
        }),
      ],
      hide,
    )
    const text = page!.response!.content!.text!
    assert.ok(!text.includes(signature!))
    assert.match(text, /<span>hidden-[\w-]{8}<\/span>/)
    assert.ok(text.includes(claims!))
  })

  test('a signed authorization response hides its code and tokens too (JARM §2.1)', () => {
    const idToken = unsignedJwt({ sub: 'somebody' })
    const response = unsignedJwt({
      iss: 'https://as.example',
      code: 'a-code-0123456789',
      id_token: idToken,
    })
    const url = `https://client.example/callback?response=${response}`
    const [entry] = hideHar([harEntry({ url })], hide)
    const shown = new URL(entry!.request.url).searchParams.get('response')!
    assert.deepEqual(readJwt(shown)?.claims, {
      iss: 'https://as.example',
      code: hide('a-code-0123456789'),
      id_token: hide(idToken),
    })
  })

  test('a challenge by plain is the verifier, and is hidden (RFC 7636 §4.2)', () => {
    const url = (method: string) =>
      `https://as.example/authorize?client_id=web&code_challenge=${'v'.repeat(43)}${method}`
    const shown = (method: string) => {
      const [entry] = hideHar([harEntry({ url: url(method) })], hide)
      return new URL(entry!.request.url).searchParams.get('code_challenge')
    }
    assert.match(String(shown('&code_challenge_method=plain')), /^hidden-/)
    assert.match(String(shown('')), /^hidden-/)
    assert.equal(shown('&code_challenge_method=S256'), 'v'.repeat(43))
  })

  test('a challenge that is no digest but marks of JSON, or a letter, is hidden, and nothing else', () => {
    for (const challenge of ['[]', '"', ':"', '\\', 'T', 'code', 'a b', '{}', 'http']) {
      const form = { client_id: 'web', code_challenge: challenge, state: 'of the tab' }
      const url = `https://as.example/par?${new URLSearchParams(form).toString()}`
      const [entry] = hideHar([harEntry({ url, form })], hide)
      const { method, url: address, postData } = entry!.request
      assert.equal(method, 'POST')
      for (const text of [new URL(address).search.slice(1), postData!.text!]) {
        const shown = new URLSearchParams(text)
        assert.match(String(shown.get('code_challenge')), /^hidden-/, challenge)
        assert.equal(shown.get('state'), 'of the tab')
      }
    }
  })

  test('nothing of a code flow’s secrets is left, in any place', () => {
    const entries = [
      ...codeFlow({
        token: {
          status: 400,
          json: { error: 'x', error_description: 'The code code-one-0123456789 was used.' },
          headers: { authorization: `Basic ${btoa('web:the-secret-of-web-client')}` },
        },
      }),
      harEntry({
        url: 'https://as.example/interaction/x/login',
        form: { password: 'correct horse', csrf: 'abcdefghij' },
        headers: {
          cookie: 'session=abcdefghijklmnop; other=qrstuvwxyz',
          'x-api-key': 'key-of-somebody',
          referer: 'https://app.example/cb?code=code-two-0123456789&state=s',
        },
        html: '<form><input type="hidden" name="code" value="code-three-0123456789"></form>',
        lab: { id: 'e', role: 'x', keys: { code: 'code-four-0123456789', state: 's' } },
      }),
    ]
    const text = JSON.stringify(hideHar(entries, hide))
    for (const secret of [
      'code-one',
      'code-two',
      'code-three',
      'code-four',
      'verifier-one',
      'refresh-one',
      'the-secret',
      btoa('web:the-secret-of-web-client'),
      'abcdefghij',
      'qrstuvwxyz',
      'key-of-somebody',
      'correct',
      Buffer.from('{"signature":"of nobody"}').toString('base64url'),
    ]) {
      assert.ok(!text.includes(secret), secret)
    }
    assert.match(text, /state-one/)
    assert.match(text, /The code hidden-[\w-]{8} was used\./)
  })

  for (const name of [
    'web-page',
    'single-page-application',
    'code-twice',
    'form-post-lax-cookie',
    'unsigned-id-token',
  ]) {
    test(`the recording ${name} is told the same with its secrets hidden`, () => {
      const file = join(import.meta.dirname, '../testing/har', `${name}.har`)
      const { entries } = readHar(readFileSync(file, 'utf8')).log
      const hidden = hideHar(entries, hide)
      assert.deepEqual(told(hidden), told(entries))
      const sent = JSON.stringify(entries)
      const secrets = [
        ...sent.matchAll(/[?&"](?:code|code_verifier|csrf|password)=([\w-]{20,})/g),
        ...sent.matchAll(/"value":"[\w-]+=([\w-]{20,})/g),
        ...sent.matchAll(/eyJ[\w-]+\.[\w-]+\.([\w-]{20,})/g),
      ]
      const text = JSON.stringify(hidden)
      for (const [, secret] of secrets) assert.ok(!text.includes(secret!))
      if (name !== 'unsigned-id-token') assert.ok(secrets.length > 0)
    })
  }

  test('what is read one after the other is hidden by what stood under its name before', () => {
    const memory = createMemory(hide, 2)
    const said = (text: string) => {
      const json = { error: 'x', error_description: `The code ${text} was used.` }
      return harEntry({ url: 'https://as.example/token', json })
    }
    const redeemed = (code: string) => harEntry({ url: 'https://as.example/token', form: { code } })
    const shown = (entry: HarEntry) => JSON.stringify(hideHar([entry], hide, memory))
    shown(redeemed('code-one-0123456789'))
    assert.ok(!shown(said('code-one-0123456789')).includes('code-one'))
    for (const code of ['code-two-0123456789', 'code-three-0123456789']) shown(redeemed(code))
    assert.ok(shown(said('code-one-0123456789')).includes('code-one'))
  })

  test('what was hidden before is not hidden again', () => {
    const once = hideHar(codeFlow(), hide)
    assert.deepEqual(hideHar(once, createHide(new Uint8Array(32).fill(8))), once)
  })

  test('a body of base64 becomes text, and a picture stays', () => {
    const [entry] = codeFlow()
    const picture = { mimeType: 'image/png', encoding: 'base64', text: btoa('\x89PNG\xff') }
    const json = {
      mimeType: 'application/json',
      encoding: 'base64',
      text: btoa('{"access_token":"abcdefgh","scope":"x"}'),
    }
    const [shown, kept] = hideHar(
      [json, picture].map((content) => ({ ...entry!, response: { status: 200, content } })),
      hide,
    )
    assert.deepEqual(JSON.parse(shown!.response.content.text), {
      access_token: hide('abcdefgh'),
      scope: 'x',
    })
    assert.deepEqual(kept!.response.content, picture)
  })

  test('a body under any type is hidden: a form in parts, JSON and forms as plain text, XML, lists', () => {
    const [entry] = codeFlow()
    const part = (name: string, value: string) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const bodies = [
      [
        'multipart/form-data; boundary=b',
        `${part('scope', 'x')}${part('client_secret', 'abcdef')}--b--\r\n`,
      ],
      ['text/plain', '{"scope":"x","client_secret":"abcdef"}'],
      ['', 'scope=x&client_secret=abcdef'],
      ['application/xml', '<a><scope>x</scope><w:client_secret>abcdef</w:client_secret></a>'],
      [
        'application/json',
        '{"scope":"x","recovery_codes":["abcdef"],"auth_kinds_supported":["y"]}',
      ],
    ] as const
    const hidden = hideHar(
      bodies.map(([mimeType, text]) => {
        const request = { ...entry!.request, method: 'POST', postData: { mimeType, text } }
        return { ...entry!, request }
      }),
      hide,
    )
    assert.deepEqual(
      hidden.map(({ request }) => request.postData.text),
      bodies.map(([, text]) => text.replace('abcdef', hide('abcdef'))),
    )
  })

  test('a body that was cut is hidden by its members, or whole where it is no text', () => {
    const [entry] = codeFlow()
    const contents = [
      { mimeType: 'application/json', text: '{"scope":"x","access_token":"abcdefgh' },
      { mimeType: 'application/json', encoding: 'base64', text: btoa('{"code":"abcdefgh\xc3') },
    ]
    const hidden = hideHar(
      contents.map((content) => ({ ...entry!, response: { status: 200, content } })),
      hide,
    )
    assert.deepEqual(
      hidden.map(({ response }) => response.content.text),
      [`{"scope":"x","access_token":"${hide('abcdefgh')}`, btoa('hidden')],
    )
  })
})
