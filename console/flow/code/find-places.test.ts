import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { messages } from '@oauth-lab/explain/catalogue/messages.ts'
import { advisedChecks } from '@oauth-lab/explain/checks/advice-of.ts'
import { findPlaces } from './find-places.ts'

const root = join(import.meta.dirname, '../../..')
const places = await findPlaces(root)

async function lineAt(place: string): Promise<string> {
  const [file, line] = place.split(':') as [string, string]
  const text = await readFile(join(root, file), 'utf8')
  return text.split('\n')[Number(line) - 1]!
}

test('each check has a place in the code, and its id stands there', async () => {
  for (const id of advisedChecks) {
    const [first] = places.checks[id] ?? []
    assert.ok(first, id)
    assert.ok((await lineAt(first)).includes(`'${id}'`), `${id} at ${first}`)
  }
})

test('most checks lead to the line that makes them, not to their row in the catalogue', () => {
  const rows = advisedChecks.filter((id) => /\/checks\.ts:/.test(places.checks[id]![0]!))
  assert.ok(rows.length < advisedChecks.length / 5, rows.join(' '))
})

test('a message of the protocol leads to the row that serves it', async () => {
  const served = messages.filter(({ id }) => places.messages[id] !== undefined)
  assert.ok(served.length > 15)
  for (const { id } of served) {
    assert.ok((await lineAt(places.messages[id]![0]!)).includes(`'${id}'`), id)
  }
  assert.match(places.messages['token request']![0]!, /^authserver\//)
})
