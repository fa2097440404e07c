import { useCallback } from 'react'
import type { JWK } from 'jose'
import type { PublishedKeys } from '../published-keys.ts'
import { FindingCard } from './finding-card.tsx'
import { judgeKeys } from './judge-key.ts'
import { withPrints } from './key-prints.ts'
import { publicPart } from './public-part.ts'
import { Rows } from './rows.tsx'
import { useJudged } from './use-judged.ts'

/** A key or a set of keys that was pasted. */
export function KeysCard({
  keys,
  published,
  token,
  judgeBy,
}: {
  keys: readonly JWK[]
  published: PublishedKeys | undefined
  /** The last token that was pasted. */
  token: string | undefined
  judgeBy: (keys: readonly JWK[]) => void
}) {
  const others = published?.keys
  const found = useJudged(
    useCallback(
      async () => judgeKeys(keys, { published: await withPrints(others ?? []), token }),
      [keys, others, token],
    ),
  )
  if (found === undefined) return null
  return (
    <FindingCard finding={found.finding}>
      <p className="row">
        <button className="button" type="button" onClick={() => judgeBy(keys.map(publicPart))}>
          Judge tokens by {keys.length === 1 ? 'it' : 'them'}
        </button>
      </p>
      <div className="anatomy">
        {found.judged.map(({ name, rows }, index) => (
          <section className="piece" key={index} aria-label={`Key ${name}`}>
            <h3>{keys.length === 1 ? 'Key' : index + 1}</h3>
            <Rows rows={rows} />
          </section>
        ))}
      </div>
    </FindingCard>
  )
}
