import { useLabTime } from '../../frame/lab-clock.tsx'
import type { paths } from '../../api/dist/authserver.d.ts'

export type SigningKey =
  paths['/authserver/admin/api/signing-keys']['get']['responses'][200]['content']['application/json'][number]

const families = ['RSA', 'P-256', 'Ed25519'] as const
const hour = 3_600_000

/** The life of each key on the lab's clock: thin is published, thick signs, hollow is yet to come. */
export function KeyTimeline({ keys }: { keys: readonly SigningKey[] }) {
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
          <h3>{family}</h3>
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

function partsOf({ state, createdAt, lastExpiry }: SigningKey, now: number, end: number) {
  const from = Date.parse(createdAt)
  const last = lastExpiry === null ? from : Date.parse(lastExpiry)
  if (state === 'retired') return [{ kind: 'thin', from, until: Math.max(from, last) }]
  const verifies = { kind: 'thin', from, until: now }
  if (state === 'next') return [verifies, { kind: 'plan', from: now, until: end }]
  return [
    { kind: 'signs', from, until: now },
    { kind: 'plan', from: now, until: end },
  ]
}
