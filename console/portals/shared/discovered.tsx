import { sayValue } from '../../parts/say-value.ts'
import { Clause } from '../../parts/clause.tsx'
import { Icon } from '../../parts/icon.tsx'
import type { Discovery } from './server-definitions-api.ts'

/** What was found: what is wrong first, then each member with its meaning. */
export function Discovered({ found }: { found: Discovery }) {
  const { members, checks, usable, metadataUrl, source } = found
  const failed = checks.filter(({ outcome }) => outcome === 'failed')
  const findings = members.flatMap(({ name, findings }) =>
    findings.map((finding) => ({ name, ...finding })),
  )
  return (
    <div className="stack">
      {failed.map(({ id, clause, detail, says }) => (
        <div key={id} className="alert fail" role="alert">
          <Icon name="fail" className="state" />
          <h2>{says}</h2>
          <p>
            {detail} <code>{id}</code> <Clause clause={clause} />
          </p>
        </div>
      ))}
      {usable && (
        <div className="alert pass" role="status">
          <Icon name="pass" className="state" />
          <h2>It can be used</h2>
          <p>
            {source === 'typed' ? (
              'Not discovered: a person typed it in.'
            ) : (
              <>
                Read at <code>{metadataUrl}</code>.
                {source === 'oauth-authorization-server' &&
                  ' It publishes no OpenID configuration.'}
              </>
            )}
          </p>
        </div>
      )}
      {findings.length > 0 && (
        <section className="card stack" aria-label="Findings">
          <h2>What is not right</h2>
          <ul className="checks">
            {findings.map(({ name, id, severity, says, clause, remedy }) => (
              <li key={name + id} className={severity === 'error' ? 'fail' : 'waive'}>
                <Icon name={severity === 'error' ? 'fail' : 'waive'} className="state" />
                <p>
                  <code>{name}</code> {says} {remedy}
                </p>
                <p className="clause">
                  <Clause clause={clause} />
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {members.length > 0 && (
        <section className="card stack" aria-label="Metadata">
          <h2>What it says of itself</h2>
          <dl className="kv explained">
            {members.map(({ name, value, means, clause }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{shown(value)}</dd>
                <dd className="mean">
                  {means ?? 'No specification has this name.'}{' '}
                  {clause !== null && <Clause clause={clause} />}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  )
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : sayValue(value)
}
