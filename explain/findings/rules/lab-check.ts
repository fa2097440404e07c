import { adviceOf } from '../../checks/advice-of.ts'
import type { LabCheck } from '../../har/har.ts'
import type { Seen } from '../../recording/recording.ts'
import type { Hit, Rule } from '../finding.ts'

/** What the lab's own roles found, in a recording of the lab. */
export const labCheckRules: readonly Rule[] = [
  {
    id: 'check-failed',
    severity: 'warning',
    clause: 'RFC 6749 §5.2',
    says: 'A check of the lab did not hold.',
    remedy: 'Look at the lab’s page /explained/: it says what each check wants, and how to fix it.',
    find: ({ exchanges }) => exchanges.flatMap((at) => hitsOf(at, 'failed')),
  },
  {
    id: 'check-waived',
    severity: 'note',
    clause: 'RFC 6749 §5.2',
    says: 'A check of the lab was waived: a stricter server would have refused this.',
    remedy: 'Look at the lab’s page /explained/: it says what each check wants, and how to fix it.',
    find: ({ exchanges }) => toldOnce(exchanges.flatMap((at) => hitsOf(at, 'waived'))),
  },
]

/** A lab without TLS says so in each exchange, which is one finding. */
function toldOnce(hits: readonly Hit[]): Hit[] {
  const part = 'check connection.tls'
  const first = hits.find((hit) => hit.part === part)
  return hits.filter((hit) => hit.part !== part || hit === first)
}

function hitsOf(at: Seen, wanted: LabCheck['outcome']): Hit[] {
  const { checks = [] } = at.entry._oauth ?? {}
  return checks
    .filter(({ outcome }) => outcome === wanted)
    .map(({ id, outcome, says, detail, clause }) => {
      const told = [`${id}: ${says}`, detail].filter(Boolean).join(' ')
      // The first of several clauses is the one that rules.
      const first = clause.split(/\s*;\s*/)[0]!
      const fix = adviceOf(id)?.fix
      // Nobody was refused: introspection says that a token ended, a page asks once more.
      const isAnswer = outcome === 'failed' && at.status >= 200 && at.status < 300
      return {
        at,
        part: `check ${id}`,
        detail: told,
        clause: first,
        ...(fix !== undefined && { remedy: fix }),
        ...(isAnswer && { severity: 'note' as const }),
      }
    })
}
