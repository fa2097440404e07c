import { sayValue } from '../../parts/say-value.ts'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { dataOf } from '../../api/answer.ts'
import { resserver } from '../../api/api.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { Clause } from '../../parts/clause.tsx'
import { Failure } from '../../parts/failure.tsx'
import { Icon } from '../../parts/icon.tsx'
import { useTitle } from '../../parts/use-title.ts'

const marks = { passed: 'pass', failed: 'fail', waived: 'waive' } as const

/** Whom a token would stand for here; nothing is kept of it. */
export function Component() {
  useTitle('Try the mapping', 'Resource server')
  const trial = useMutation({
    mutationFn: (token: string) =>
      dataOf(resserver.POST('/resserver/admin/api/mapping/try', { body: { token } })),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    trial.mutate(new FormData(event.currentTarget).get('token') as string)
  }
  const answer = trial.data
  return (
    <>
      <PortalHead title="Try the mapping">
        <p>
          Paste an access token: it is judged as a delegated request would be. Nothing is stored.
        </p>
      </PortalHead>
      <div className="stack">
        <form className="card form user-form" onSubmit={submit}>
          <div className="field">
            <label htmlFor="token">Access token</label>
            <textarea id="token" name="token" rows={5} required spellCheck={false} />
          </div>
          <p className="row">
            <button className="button primary" disabled={trial.isPending}>
              Try it
            </button>
          </p>
        </form>
        {trial.error && <Failure title="It was not tried" error={trial.error} />}
        {answer && (
          <section className="card stack" aria-label="What came of it">
            {answer.user === null ? (
              <div className="alert fail" role="status">
                <Icon name="fail" className="state" />
                <h2>It would be nobody</h2>
                <p>{answer.why}</p>
              </div>
            ) : (
              <>
                <h2>It would be {answer.user.username}</h2>
                <dl className="kv">
                  <div>
                    <dt>roles</dt>
                    <dd>{answer.user.roles.join(', ') || 'none'}</dd>
                  </div>
                  {Object.entries(answer.user.attributes).map(([name, value]) => (
                    <div key={name}>
                      <dt>{name}</dt>
                      <dd>{sayValue(value)}</dd>
                    </div>
                  ))}
                </dl>
              </>
            )}
            <h3>What was checked</h3>
            <ul className="checks">
              {answer.checks.map(({ id, clause, outcome, says }) => (
                <li key={id} className={marks[outcome]}>
                  <Icon name={marks[outcome]} className="state" />
                  <p>
                    {says} <code>{id}</code>
                  </p>
                  <p className="clause">
                    <Clause clause={clause} />
                  </p>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </>
  )
}
