import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clauses } from './clause.ts'
import { markup } from './html.ts'
import { json, jsonText, rawToken } from './json.ts'
import { alert, checks, codeBlock, foldedChecks, keyValues, route } from './parts.ts'
import { address, duration, prose, utc } from './text.ts'

const hostile = `<img src=x onerror="alert('1')">`
const escaped = '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;'

describe('markup', () => {
  test('values are escaped, markup is not escaped again, nothing is empty', () => {
    const inner = markup`<b>${hostile}</b>`
    assert.equal(markup`${inner}${undefined}${false}${[1, 'a']}`.source, `<b>${escaped}</b>1a`)
  })

  test('every part escapes what it is given', () => {
    const check = {
      outcome: 'failed',
      id: hostile,
      says: hostile,
      detail: hostile,
      clause: hostile,
    } as const
    const all = [
      checks([check]),
      keyValues([{ name: hostile, value: hostile, mean: hostile }]),
      codeBlock({ header: hostile, what: hostile, body: hostile }),
      alert({ state: 'fail', heading: hostile, text: hostile }),
      route({
        from: 'browser',
        to: 'client',
        channel: 'front',
        kind: 'ask',
        note: hostile,
        names: { from: hostile },
      }),
      json({ [hostile]: hostile }),
      jsonText(hostile),
      rawToken(hostile),
      rawToken(`${hostile}.${hostile}.${hostile}`),
      address(hostile),
      prose(hostile),
      clauses(hostile),
    ]
    for (const part of all) assert.doesNotMatch(part.source, /<img|onerror="/)
  })
})

describe('checks', () => {
  test('failed ones come first, with what was found', () => {
    const { source } = checks([
      { outcome: 'passed', says: 'The client is known.', clause: 'RFC 6749 §2.2' },
      {
        outcome: 'failed',
        says: '`aud` does not name this server.',
        detail: 'It is `https://other`.',
        clause: 'RFC 9068 §4',
      },
    ])
    assert.ok(source.indexOf('Failed.') < source.indexOf('The client is known.'))
    assert.match(source, /<code>aud<\/code> does not name this server\./)
    assert.match(source, /It is <code>https:\/\/other<\/code>\./)
  })
})

describe('clauses', () => {
  test('an RFC section is a link to it', () => {
    assert.equal(
      clauses('RFC 7636 §4.6; RFC 7636 §B').source,
      '<a href="https://www.rfc-editor.org/rfc/rfc7636#section-4.6">RFC 7636 §4.6</a>\u00a0· <a href="https://www.rfc-editor.org/rfc/rfc7636#appendix-B">RFC 7636 §B</a>',
    )
  })

  test('an OpenID Connect section is a link to it', () => {
    assert.match(
      clauses('OpenID Connect Core §3.1.2.1').source,
      /openid\.net\/specs\/openid-connect-core-1_0\.html#rfc\.section\.3\.1\.2\.1"/,
    )
  })

  test('a clause of an unknown document is text', () => {
    assert.equal(clauses('House rule 3').source, 'House rule 3')
  })
})

describe('text', () => {
  test('a long address may break after its slashes, and not within the scheme', () => {
    assert.equal(
      address('https://webserver/client/application/?a=1&b=2').source,
      'https://webserver/<wbr>client/<wbr>application/<wbr>?<wbr>a=1&amp;<wbr>b=2',
    )
  })

  test('JSON is pretty-printed with its names set apart, and reads the same as text', () => {
    const value = { a: [1, { b: 'x' }, []], c: {}, d: null }
    const { source } = json(value)
    assert.match(source, /<b>&quot;a&quot;<\/b>: \[/)
    const text = source.replaceAll(/<\/?b>/g, '').replaceAll('&quot;', '"')
    assert.equal(text, JSON.stringify(value, null, 2))
  })

  test('a body that is not JSON is shown as it was received', () => {
    assert.equal(jsonText('not <json>').source, 'not &lt;json&gt;')
  })

  test('wire names stand in the mono face, by backticks or by their underscore', () => {
    assert.equal(
      prose('The redirect_uri of `openid` <b>').source,
      'The <code>redirect_uri</code> of <code>openid</code> &lt;b&gt;',
    )
  })

  test('an address in a sentence, or in the mono face, breaks after its slashes alone', () => {
    assert.equal(
      prose('Sent https://a.example/b/c; asked for my/scope at `https://a.example/b`.').source,
      'Sent https://a.example/<wbr>b/<wbr>c; asked for my/scope at <code>https://a.example/<wbr>b</code>.',
    )
  })

  test('times are in UTC and lengths of time carry their units', () => {
    assert.equal(utc(Date.UTC(2026, 2, 14, 9, 31, 2)), '2026-03-14 09:31:02 UTC')
    assert.deepEqual([581, 3600, 0, 90061].map(duration), ['9 min 41 s', '1 h', '0 s', '1 d 1 h'])
  })
})

describe('checks on demand', () => {
  const held = { outcome: 'passed', says: 'It holds.', clause: 'RFC 6749 §1' } as const
  const broken = { ...held, outcome: 'failed', says: 'It does not.' } as const

  test('what did not hold stands open, the others are counted', () => {
    const shown = foldedChecks([held, broken, held, { ...held, outcome: 'unneeded' }]).source
    const [open, folded] = shown.split('<details>')
    assert.match(open!, /It does not\./)
    assert.doesNotMatch(open!, /It holds\./)
    assert.match(folded!, /2 passed.*1 not needed/)
    assert.doesNotMatch(folded!, /It does not\./)
  })

  test('a single check is not hidden', () => {
    assert.doesNotMatch(foldedChecks([held]).source, /<details>/)
  })
})
