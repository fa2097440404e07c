import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PostmanEnvironment } from '@oauth-lab/scripts/postman/environment.ts'
import { openTestLab, runningLabFile } from '../test-lab.ts'
import { environmentOf } from './environment-of.ts'
import { runCollection } from './run-collection.ts'
import type { Outcome } from './run-collection.ts'

// Which tests there are is known when newman has run: each assertion of the collection is one.
for (const { place, outcomes } of await runEverywhere()) {
  describe(`the collection ${place}`, () => declare(outcomes))
}

/** A test for each assertion, below its folders and its request. */
function declare(outcomes: Outcome[], depth = 0): void {
  for (const [name, members] of Map.groupBy(outcomes, ({ path }) => path[depth])) {
    if (name !== undefined) {
      describe(name, () => declare(members, depth + 1))
      continue
    }
    for (const { title, error } of members) {
      test(title, () => assert.equal(error, undefined))
    }
  }
}

/** In a lab and in a sandbox of it; in a lab that runs already in a sandbox only. */
async function runEverywhere(): Promise<{ place: string; outcomes: Outcome[] }[]> {
  const lab = await openTestLab()
  const { ca, address, control } = lab
  const run = async (place: string, environment: PostmanEnvironment) => {
    const outcomes = await runCollection({ environment, address, ca })
    assert.notEqual(outcomes.length, 0, 'newman asked for nothing')
    return { place, outcomes }
  }
  try {
    if (runningLabFile() !== undefined) return [await run('in a sandbox', await environmentOf(lab))]
    const { base } = await control.sandboxes.create()
    return [
      await run('in a lab', await environmentOf(lab)),
      await run('in a sandbox', await environmentOf(lab, base)),
    ]
  } finally {
    await lab.stop()
  }
}
