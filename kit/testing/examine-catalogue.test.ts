import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { CheckDefinition } from '../check-definition.ts'
import { examineCatalogue } from './examine-catalogue.ts'

const good: CheckDefinition = {
  clause: 'RFC 6749 §4.1.2',
  held: 'The code had not been used before.',
  broken: 'The code had been used before.',
  error: 'invalid_grant',
}

/** Examines one check, `code.unused`, beside this code. */
function examine(change: Partial<CheckDefinition>, code: string, folders = 1): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-'))
  try {
    writeFileSync(join(folder, 'checks.ts'), "  'code.unused': {\n".repeat(folders))
    writeFileSync(join(folder, 'grant.ts'), code)
    return examineCatalogue({ 'code.unused': { ...good, ...change } }, folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const used = "check(request, 'code.unused', unused)"

test('a check with a clause, two sentences and one use is sound', () => {
  assert.deepEqual(examine({}, used), [])
  assert.deepEqual(examine({}, `${used}\nif (refusal.check === 'code.unused') tell()`), [])
  assert.deepEqual(examine({}, `${used}\nletPass(request, 'code.unused', why)`), [])
  assert.deepEqual(examine({ clause: 'OpenID Connect Core §5.3.1; RFC 6749 §B' }, used), [])
})

const wrong: [string, Partial<CheckDefinition>, string, RegExp, number?][] = [
  ['a check that nothing uses', {}, '', /0 places use it/],
  ['a check of two decisions', {}, `${used}\n${used}`, /2 places use it/],
  ['a check that two folders define', {}, used, /2 folders define it/, 2],
  ['a clause without a section', { clause: 'RFC 6749' }, used, /no section/],
  ['a clause of an unknown document', { clause: 'House rule §3' }, used, /no section/],
  ['a sentence without a full stop', { held: 'The code is new' }, used, /full stop/],
  ['a sentence that begins elsewhere', { held: 'With a code it works.' }, used, /subject/],
  ['a long sentence', { held: `The code ${'is '.repeat(18)}new.` }, used, /20 words/],
  ['two sentences alike', { held: good.broken }, used, /the same/],
]
for (const [what, change, code, problem, folders] of wrong) {
  test(`${what} is a problem`, () => {
    assert.match(examine(change, code, folders).join('\n'), problem)
  })
}
