import type { ReactNode } from 'react'
import { useLabTime } from '../../frame/lab-clock.tsx'
import type { paths } from '../../api/dist/authserver.d.ts'

export type SigningKey =
  paths['/authserver/admin/api/signing-keys']['get']['responses'][200]['content']['application/json'][number]

const families = ['RSA', 'P-256', 'Ed25519'] as const
const hour = 3_600_000

/** The life of each key on the lab's clock: thin is published, thick signs, hollow is yet to come. */
export function KeyTimeline({
  keys,
  actionOf,
}: {
  keys: readonly SigningKey[]
  /** What can be done with a family. */
  actionOf: (family: SigningKey['family']) => ReactNode
}) {
  const now = useLabTime()?.now.getTime() ?? Date.now()
  const begin = Math.min(now - hour, ...keys.map(({ createdAt }) => Date.parse(createdAt)))
  const ends = keys.flatMap(({ lastExpiry }) => (lastExpiry === null ? [] : Date.parse(lastExpiry)))
  const end = Math.max(now + hour, ...ends) + hour / 4
  const at = (time: number) => `${(100 * (time - begin)) / (end - begin)}%`
  return (
    <section className="card timeline lives" aria-label="The keys on the lab’s clock">
      <h2 className="hidden">The keys on the lab’s clock</h2>
      {families.map((family) => (
        <section className="family" key={family}>
          <div className="family-head">
            <h3>
              {family}{' '}
              <span>{keys.find((key) => key.family === family)?.algorithms.join(', ')}</span>
            </h3>
            {actionOf(family)}
          </div>
          <ol>
            {keys
              .filter((key) => key.family === family)
              .map((key) => (
                <li key={key.kid} className={key.published ? 'life-of' : 'life-of gone'}>
                  <p>
                    <code>{key.kid}</code>
                    <span>{key.state}</span>
                  </p>
                  <div className="life-line" aria-hidden="true">
                    {partsOf(key, now, end).map(({ kind, from, until }) => (
                      <i
                        key={kind}
                        className={kind}
                        style={{ left: at(from), width: `calc(${at(until)} - ${at(from)})` }}
                      />
                    ))}
                    <i className="now" style={{ left: at(now) }} />
                  </div>
                </li>
              ))}
          </ol>
        </section>
      ))}
      <ul className="legend">
        <li>
          <i className="bar" />
          signs
        </li>
        <li>
          <i className="bar thin" />
          in the JWKS: verifies
        </li>
        <li>
          <i className="bar plan" />
          yet to come
        </li>
        <li>
          <i className="bar stand" />
          now
        </li>
      </ul>
    </section>
  )
}

function partsOf(key: SigningKey, now: number, end: number) {
  const { state, createdAt, signsSince, retiredAt, lastExpiry } = key
  const from = Date.parse(createdAt)
  const signs = (until: number) => ({
    kind: 'signs',
    from: signsSince === null ? from : Date.parse(signsSince),
    until,
  })
  if (state === 'retired') {
    const last = Math.max(from, ...[retiredAt, lastExpiry].map((iso) => Date.parse(iso ?? '') || 0))
    const verifies = { kind: 'thin', from, until: last }
    return retiredAt === null ? [verifies] : [verifies, signs(Date.parse(retiredAt))]
  }
  const verifies = { kind: 'thin', from, until: now }
  const planned = { kind: 'plan', from: now, until: end }
  return state === 'next' ? [verifies, planned] : [verifies, signs(now), planned]
}
