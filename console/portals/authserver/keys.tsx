import { useQuery, useQueryClient } from '@tanstack/react-query'
import { dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { base } from '../../base.ts'
import { useLabTime } from '../../frame/lab-clock.tsx'
import { PortalHead } from '../../frame/portal.tsx'
import { AskedAction } from '../../parts/action.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { MissingCard } from '../../parts/missing-card.tsx'
import { LabMoment } from '../../parts/times.tsx'
import { useTitle } from '../../parts/use-title.ts'
import { KeyTimeline } from './key-timeline.tsx'
import type { SigningKey } from './key-timeline.tsx'

const jwks = `${base}/authserver/oauth2/jwks`

/** What the server signs with. */
export function Component() {
  useTitle('Keys', 'Authorization server')
  const queries = useQueryClient()
  const keys = useQuery({
    queryKey: ['authserver', 'signing-keys'],
    queryFn: () => dataOf(authserver.GET('/authserver/admin/api/signing-keys')),
  })
  const rotate = (family?: SigningKey['family']) =>
    dataOf(authserver.POST('/authserver/admin/api/keys/rotate', { body: family ? { family } : {} }))
  const onRotated = () => void queries.invalidateQueries({ queryKey: ['authserver'] })
  const published = useQuery({
    queryKey: ['authserver', 'jwks'],
    queryFn: () => dataOf(authserver.GET('/authserver/admin/api/keys')),
  })
  return (
    <>
      <PortalHead
        title="Keys"
        actions={
          keys.data?.length !== 0 && (
            <AskedAction
              label="Rotate the keys"
              title="Rotate the keys?"
              keep="Keep them"
              go="Rotate them"
              act={() => rotate()}
              onDone={onRotated}
            >
              <p>
                Each family’s next key signs from now on; caches know it, since it is published. The
                present ones stay published until nothing that they signed lives. A new next key is
                made.
              </p>
            </AskedAction>
          )
        }
      >
        <p>
          What this server signs with. Everyone else needs only the public halves.{' '}
          <a href="https://openid.net/specs/openid-connect-core-1_0.html#RotateSigKeys">
            OpenID Connect Core §10.1.1
          </a>
        </p>
      </PortalHead>
      <Loaded name="The keys" queries={[keys, published]}>
        {() =>
          keys.data!.length === 0 ? (
            <NoKeys />
          ) : (
            <>
              <KeyTimeline
                keys={keys.data!}
                actionOf={(family) => (
                  <RotateFamily
                    keys={keys.data!.filter((key) => key.family === family)}
                    family={family}
                    rotate={rotate}
                    onDone={onRotated}
                  />
                )}
              />
              <section className="card list apart-card" aria-label="All keys">
                <table className="rows" role="table">
                  <caption>All keys</caption>
                  <thead role="rowgroup">
                    <tr role="row">
                      {heads.map((head) => (
                        <th key={head} role="columnheader" scope="col">
                          {head}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody role="rowgroup">
                    {keys.data!.map((key) => (
                      <KeyRow key={key.kid} signing={key} />
                    ))}
                  </tbody>
                </table>
              </section>
              <section className="card pad apart-card" aria-labelledby="jwks-title">
                <h2 id="jwks-title">JWKS</h2>
                <p className="note">
                  {published.data!.keys.length} public keys. Whoever verifies a token reads them
                  here and picks by <code>kid</code>.{' '}
                  <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517 §5</a>
                </p>
                <div className="code-block">
                  <header>
                    GET <a href={jwks}>{jwks}</a> <Copy text={jwks} what="the address" />
                  </header>
                  <pre tabIndex={0}>{JSON.stringify(published.data, null, 2)}</pre>
                </div>
              </section>
            </>
          )
        }
      </Loaded>
    </>
  )
}

const heads = ['Key', 'Algorithms', 'State', 'Made', 'Signs', 'Its last signature ends']

/** One family alone: what will happen to its keys is said before. */
function RotateFamily({
  keys,
  family,
  rotate,
  onDone,
}: {
  keys: readonly SigningKey[]
  family: SigningKey['family']
  rotate: (family: SigningKey['family']) => Promise<unknown>
  onDone: () => void
}) {
  const current = keys.find(({ state }) => state === 'current')
  const next = keys.find(({ state }) => state === 'next')
  if (current === undefined || next === undefined) return null
  return (
    <AskedAction
      label={`Rotate ${family}`}
      title={`Rotate ${family}?`}
      keep="Keep them"
      go={`Rotate ${family}`}
      act={() => rotate(family)}
      onDone={onDone}
    >
      <ul className="steps">
        <li>
          <code>{next.kid}</code> signs from now on. The JWKS has it since{' '}
          <LabMoment iso={next.createdAt} />, so caches know it.
        </li>
        <li>
          <code>{current.kid}</code>{' '}
          {current.lastExpiry === null ? (
            'signed nothing, and leaves the JWKS.'
          ) : (
            <>
              stays in the JWKS until <LabMoment iso={current.lastExpiry} />, when the last of what
              it signed has ended.
            </>
          )}
        </li>
        <li>A new next key is made. The other families stay as they are.</li>
      </ul>
    </AskedAction>
  )
}

function NoKeys() {
  return (
    <MissingCard
      title="There are no keys yet"
      to="/authserver/server"
      action="Create the server definition first"
    >
      <p>
        They are made with the server definition: a key of each family that signs, and the next one.
      </p>
    </MissingCard>
  )
}

function KeyRow({ signing }: { signing: SigningKey }) {
  const { kid, algorithms, state, published, createdAt, lastExpiry } = signing
  const { signsSince, retiredAt } = signing
  const now = useLabTime()?.now.toISOString() ?? ''
  return (
    <tr role="row">
      <td role="cell" className="main name">
        <code className="jti">{kid}</code>
      </td>
      <td role="cell" data-label="Algorithms">
        <code>{algorithms.join(' ')}</code>
      </td>
      <td role="cell" data-label="State">
        <span>
          {state === 'current' ? <b>current</b> : state}
          {!published && <span className="sub">no longer published</span>}
        </span>
      </td>
      <td role="cell" data-label="Made">
        <LabMoment iso={createdAt} />
      </td>
      <td role="cell" data-label="Signs">
        {signsSince === null ? (
          <span className="off">not yet</span>
        ) : (
          <span>
            since <LabMoment iso={signsSince} />
            {retiredAt !== null && (
              <span className="sub">
                until <LabMoment iso={retiredAt} />
              </span>
            )}
          </span>
        )}
      </td>
      <td role="cell" data-label="Its last signature ends">
        {lastExpiry === null ? (
          <span className="off">signed nothing</span>
        ) : lastExpiry < now ? (
          <span className="off">over</span>
        ) : (
          <LabMoment iso={lastExpiry} />
        )}
      </td>
    </tr>
  )
}
