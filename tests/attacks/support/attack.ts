import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { after, describe, test } from 'node:test'
import type { CheckNames } from '@oauth-lab/embedded/check-names.ts'
import type { TestPlace, UsedLab } from '../../protocol/support/use-lab.ts'

/** What the attacker has in the end, in words; `undefined`: nothing. */
export type Gain = string | undefined

interface Story {
  /** What the attacker is after, as the README's table names it. */
  title: string
  /** Where the attack, or the rule against it, is described. */
  clause: string
  /** The attacker's steps. */
  story: string
  /** Makes the attack from its beginning. */
  attempt(place: TestPlace): Promise<Gain>
}

/** An attack that a policy lets succeed: what the check is for can be seen. */
export interface WaivableAttack extends Story {
  /** The checks that stand in the way; he fails at the first. */
  waive: readonly [CheckNames['waivable'], ...CheckNames['waivable'][]]
}

/** An attack that nothing lets succeed: an honest party does the same and is served. */
export interface FencedAttack extends Story {
  /** The check at which he fails, or what stands in the way where there is none to fail. */
  fence: CheckNames['check'] | { because: string }
  honest(place: TestPlace): Promise<Gain>
}

/**
 * What declares the attacks of a test file: each has a sandbox of its own and its row in the README's
 * table. A table that does not name just these fails the file.
 */
export function createAttack(used: UsedLab) {
  const file = basename(process.argv[1] ?? '')
  const rows: string[] = []
  after(() => {
    deepEqual(rowsOf(file), rows.toSorted(), `the table of tests/attacks/README.md, ${file}`)
  })
  return (attack: WaivableAttack | FencedAttack) => {
    const { title, clause, story, attempt } = attack
    const fence = 'waive' in attack ? attack.waive[0] : attack.fence
    const by = typeof fence === 'string' ? fence : fence.because
    rows.push([title, clause, by, file].join(' | '))
    describe(`${title} (${clause}): ${story}`, () => {
      let place: TestPlace | undefined
      const open = async () => (place ??= await used.sandbox())

      test(`brings nothing (${by})`, async () => {
        const place = await open()
        equal(await attempt(place), undefined)
        if (typeof fence !== 'string') return
        const failed = await failedIn(place)
        ok(failed.has(fence), `${fence} did not fail, but ${[...failed].join(', ')}`)
      })

      if ('waive' in attack) {
        test('succeeds where that is waived', async () => {
          const place = await open()
          for (const id of attack.waive) await place.control.policy.waive(id)
          notEqual(await attempt(place), undefined)
        })
      } else {
        test('fails alone: who is honest is served', async () => {
          notEqual(await attack.honest(await open()), undefined)
        })
      }
    })
  }
}

async function failedIn({ control }: TestPlace): Promise<Set<string>> {
  const checks = (await control.checks()).flatMap((exchange) => exchange.checks)
  return new Set(checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id))
}

/** The rows of the README's table that name the file, without code marks and padding. */
function rowsOf(file: string): string[] {
  return readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|') && line.includes(`\`${file}\``))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')).join(' | '))
    .toSorted()
}
