import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { toMarkdown } from '../diagram/to-markdown.ts'
import { toMermaid } from '../diagram/to-mermaid.ts'
import { toText } from '../diagram/to-text.ts'
import { explainRecording } from '../explain-recording.ts'
import { hideHar } from '../secrets/hide-har.ts'
import { hideWhole } from '../secrets/hide.ts'
import { codeFlow } from '../testing/code-flow.ts'
import { readHar } from './read-har.ts'

const odd: readonly unknown[] = [null, 7, 'x', [], {}, [7], undefined]

/** Every place in a JSON document, by the keys that lead there. */
function placesIn(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Object.entries(value).flatMap(([key, one]) => placesIn(one, [...path, key]))
  return [path, ...inner]
}

function replaced(document: unknown, path: readonly (string | number)[], by: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return by
  const copy = (Array.isArray(document) ? [...document] : { ...(document as object) }) as Record<
    string | number,
    unknown
  >
  copy[key] = replaced(copy[key], rest, by)
  return copy
}

/** Reads and tells everything; a throw fails the test. */
function tell(text: string): void {
  const { log } = readHar(text)
  const report = explainRecording(log.entries)
  toText(report, { verbose: true })
  toMarkdown(report)
  toMermaid(report)
  hideHar(log.entries, hideWhole)
}

function tellEach(entries: unknown[]): void {
  const document = { log: { entries } }
  for (const path of placesIn(entries)) {
    for (const by of odd) {
      const changed = replaced(document, ['log', 'entries', ...path], by)
      try {
        tell(JSON.stringify(changed))
      } catch (error) {
        if ((error as Error).name === 'NotHar') continue
        throw new Error(`${path.join('.')} as ${JSON.stringify(by)}`, { cause: error })
      }
    }
  }
}

suite('a HAR with an odd value anywhere is read all the same', () => {
  test('in the flow of a client and its browser', () => {
    tellEach(codeFlow())
  })

  test('in a recording of Chromium', () => {
    const file = join(import.meta.dirname, '../testing/har/form-post-lax-cookie.har')
    const { log } = JSON.parse(readFileSync(file, 'utf8')) as { log: { entries: unknown[] } }
    tellEach(log.entries.slice(0, 3))
  })

  test('in what the lab’s recorder adds', () => {
    const [entry] = codeFlow()
    const check = { id: 'a', outcome: 'failed', clause: 'RFC 6749 §5.2', says: 'x', detail: 'y' }
    const lab = {
      id: 'e',
      role: 'client',
      sandbox: 's',
      labTime: '2026-11-26T10:00:00Z',
      asker: 'browser',
      parent: 'p',
      message: 'callback',
      checks: [check],
      keys: { state: ['s'], session: 'x' },
      notSeen: true,
    }
    tellEach([{ ...entry, _oauth: lab }])
  })

  test('in the claims and the header of a token', () => {
    const claims = ['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'nonce', 'at_hash', 'scope', 'cnf']
    for (const by of [...odd, -1, 1e300, true]) {
      for (const claim of claims) {
        const change = { [claim]: by }
        tell(
          JSON.stringify({ log: { entries: codeFlow({ idToken: change, accessToken: change }) } }),
        )
      }
      for (const name of ['alg', 'typ', 'kid']) {
        const entries = codeFlow({ idTokenHeader: { [name]: by } })
        tell(JSON.stringify({ log: { entries } }))
      }
    }
  })

  test('with schemes that are no HTTP', () => {
    const entries = [
      'data:text/html,x',
      'blob:https://a/b',
      'chrome-extension://x/y',
      'ws://a/',
      'com.app:/cb?code=x&state=y',
    ].map((url) => ({ request: { method: 'GET', url }, response: { status: 200 } }))
    tell(JSON.stringify({ log: { entries } }))
    assert.equal(readHar(JSON.stringify({ log: { entries } })).log.entries.length, entries.length)
  })
})
