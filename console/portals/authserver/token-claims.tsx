import { sayValue } from '../../parts/say-value.ts'
import { claims } from '@oauth-lab/explain/catalogue/claims.ts'
import { Clause } from '../../parts/clause.tsx'
import type { AnswerOf } from '../../api/types.ts'
import type { paths } from '../../api/dist/authserver.d.ts'

export type StoredToken = AnswerOf<paths['/authserver/admin/api/tokens']['get']>['items'][number]
export type OpenedToken = AnswerOf<paths['/authserver/admin/api/tokens/{id}']['get']>

const meanings: Readonly<Record<string, { means: string; clause: string }>> = claims

/** What a token says, each claim with its meaning. */
export function TokenClaims({ token }: { token: OpenedToken }) {
  const { jti, sub, client, scope, audience, introspection } = token
  const said = { ...introspection, jti, sub, client_id: client, scope, aud: audience.join(' ') }
  return (
    <section>
      <h3>What it says</h3>
      <dl className="kv explained">
        {Object.entries(said).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{sayValue(value)}</dd>
            {meanings[name] && (
              <dd className="mean">
                {meanings[name].means} <Clause clause={meanings[name].clause} />
              </dd>
            )}
          </div>
        ))}
      </dl>
    </section>
  )
}
