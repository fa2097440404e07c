import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense, lazy } from 'react'
import { dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { AskedAction } from '../../parts/action.tsx'
import { Chip } from '../../parts/chip.tsx'
import { FilterChips } from '../../parts/filter-chips.tsx'
import { FilterNote } from '../../parts/filter-note.tsx'
import { List } from '../../parts/list.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { OpenRow, Panel, useOpen } from '../../parts/panel.tsx'
import { LabMoment, LifeLeft } from '../../parts/times.tsx'
import { questionOf } from '../../parts/list-address.ts'
import { useTitle } from '../../parts/use-title.ts'
import { TokenClaims } from './token-claims.tsx'
import type { OpenedToken, StoredToken } from './token-claims.tsx'

const path = '/authserver/admin/api/tokens'

// What reads recordings is loaded when somebody opens a token.
const TokenUses = lazy(() => import('./token-uses.tsx'))

/** The inventory of access tokens. */
export function Component() {
  useTitle('Tokens', 'Authorization server')
  const { open } = useOpen()
  const queries = useQueryClient()
  return (
    <>
      <PortalHead title="Tokens">
        <p>
          Each access token that this server issued, JWTs too. It keeps their hash, never the token
          itself.
        </p>
      </PortalHead>
      <div className={open === undefined ? undefined : 'with-panel'}>
        <List<StoredToken>
          name="Tokens"
          queryKey={['authserver', 'tokens']}
          load={(address) => {
            const query = questionOf(address)
            return dataOf(authserver.GET(path, { params: { query } }))
          }}
          rowKey={({ id }) => id}
          isChosen={({ id }) => id === open}
          sort={{ by: 'issued', order: 'desc' }}
          search="User, client, grant or scope"
          filters={
            <FilterChips>
              <Chip name="state" value="live">
                Live
              </Chip>
              <Chip name="state" value="expired">
                Ended
              </Chip>
              <Chip name="state" value="revoked">
                Revoked
              </Chip>
              <FilterNote name="user" words="of" />
              <FilterNote name="client" words="of client" />
              <FilterNote name="grant" words="of grant" />
            </FilterChips>
          }
          columns={[
            {
              key: 'issued',
              title: 'Issued',
              sort: 'issued',
              cell: ({ id, issuedAt }) => (
                <span className="name">
                  <OpenRow id={id}>
                    <LabMoment iso={issuedAt} />
                  </OpenRow>
                </span>
              ),
            },
            {
              key: 'for',
              title: 'For',
              sort: 'user',
              cell: ({ user, client, clientName }) => (
                <span>
                  {user ?? 'no person'}
                  <span className="sub one-line">{clientName ?? client}</span>
                </span>
              ),
            },
            {
              key: 'scope',
              title: 'Scope',
              cell: ({ scope }) => <code>{scope === '' ? 'none' : scope}</code>,
            },
            {
              key: 'asked',
              title: 'Introspected',
              less: true,
              cell: ({ introspectedAt, introspectedByName, introspectedBy }) =>
                introspectedAt === null ? (
                  <span className="off">never</span>
                ) : (
                  <span>
                    <LabMoment iso={introspectedAt} />
                    <span className="sub">by {introspectedByName ?? introspectedBy}</span>
                  </span>
                ),
            },
            {
              key: 'state',
              title: 'State',
              sort: 'expires',
              className: 'state-cell',
              cell: stateOf,
            },
          ]}
          bulk={{
            verb: 'Revoke',
            nouns: ['token', 'tokens'],
            nameOf: ({ user, client, clientName, issuedAt }) =>
              `${clientName ?? client}, ${user ?? 'no person'}, issued ${issuedAt.slice(11, 19)}`,
            fits: ({ state }) => state === 'live',
            means:
              'Introspection and UserInfo refuse them at once. What was revoked does not come back.',
            act: revoke,
            onDone: () => void queries.invalidateQueries({ queryKey: ['authserver'] }),
          }}
          nothing={
            <p>
              <b>No tokens</b> One comes when a client gets it at the token endpoint.
            </p>
          }
        />
        {open !== undefined && <Opened id={open} />}
      </div>
    </>
  )
}

const revoke = ({ id }: { id: string }) =>
  dataOf(authserver.DELETE(`${path}/{id}`, { params: { path: { id } } }))

function stateOf({ state, issuedAt, expiresAt, revokedAt }: StoredToken) {
  if (state === 'live') return <LifeLeft from={issuedAt} until={expiresAt} />
  return (
    <span>
      <span className="off">{state === 'expired' ? 'ended' : state}</span>
      <span className="sub">
        at <LabMoment iso={revokedAt ?? expiresAt} />
      </span>
    </span>
  )
}

function Opened({ id }: { id: string }) {
  const queries = useQueryClient()
  const token = useQuery({
    queryKey: ['authserver', 'token', id],
    queryFn: () =>
      dataOf<OpenedToken>(authserver.GET(`${path}/{id}`, { params: { path: { id } } })),
  })
  const again = () => void queries.invalidateQueries({ queryKey: ['authserver'] })
  return (
    <Panel title="Access token">
      <Loaded name="The token" queries={[token]}>
        {() => {
          const { state, issuedAt, expiresAt, grant, user, refreshTokens } = token.data!
          return (
            <>
              <section>
                {state === 'live' ? (
                  <div className="life">
                    <LifeLeft from={issuedAt} until={expiresAt} />
                    <span>
                      ends <LabMoment iso={expiresAt} /> UTC
                    </span>
                  </div>
                ) : (
                  <p>{state === 'expired' ? 'It has ended.' : 'It was revoked.'}</p>
                )}
              </section>
              <TokenClaims token={token.data!} />
              {refreshTokens.length > 0 && (
                <section>
                  <h3>Refresh tokens of the same grant</h3>
                  <ul className="facts">
                    {refreshTokens.map((one) => (
                      <li key={one.id}>
                        <span>
                          {one.state}
                          <span className="sub">
                            ends <LabMoment iso={one.expiresAt} />
                          </span>
                        </span>
                      </li>
                    ))}
                  </ul>
                </section>
              )}
              <section>
                <h3>Revoke</h3>
                <p className="row">
                  {state === 'live' && (
                    <AskedAction
                      label="This token"
                      title="Revoke this token?"
                      keep="Keep it"
                      go="Revoke it"
                      act={() => revoke({ id })}
                      onDone={again}
                    >
                      <p>Introspection and UserInfo refuse it at once.</p>
                    </AskedAction>
                  )}
                  {grant !== null && (
                    <AskedAction
                      label="Its whole family"
                      title="Revoke all tokens of this grant?"
                      keep="Keep them"
                      go="Revoke them"
                      act={() =>
                        dataOf(
                          authserver.DELETE('/authserver/admin/api/grants/{id}', {
                            params: { path: { id: grant } },
                          }),
                        )
                      }
                      onDone={again}
                    >
                      <p>Access and refresh tokens of what the user allowed then end.</p>
                    </AskedAction>
                  )}
                  {user !== null && (
                    <AskedAction
                      label={`All of ${user}`}
                      title={`Revoke all tokens of ${user}?`}
                      keep="Keep them"
                      go="Revoke them"
                      act={() => dataOf(authserver.DELETE(path, { params: { query: { user } } }))}
                      onDone={again}
                    >
                      <p>Each live access token of this user ends.</p>
                    </AskedAction>
                  )}
                </p>
              </section>
              <section>
                <h3>Where it was used</h3>
                <Suspense fallback={<p className="note">The recording is being read.</p>}>
                  <TokenUses jti={token.data!.jti} />
                </Suspense>
              </section>
            </>
          )
        }}
      </Loaded>
    </Panel>
  )
}
