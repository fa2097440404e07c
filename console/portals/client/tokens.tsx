import { dataOf } from '../../api/answer.ts'
import { client } from '../../api/api.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { Chip } from '../../parts/chip.tsx'
import { FilterChips } from '../../parts/filter-chips.tsx'
import { FilterNote } from '../../parts/filter-note.tsx'
import { List } from '../../parts/list.tsx'
import { LabMoment, LifeLeft } from '../../parts/times.tsx'
import { questionOf } from '../../parts/list-address.ts'
import { useTitle } from '../../parts/use-title.ts'

/** The tokens that the client keeps. */
export function Component() {
  useTitle('Tokens', 'Client')
  return (
    <>
      <PortalHead title="Tokens">
        <p>
          What the client keeps for its sessions and for itself: what they are, never the tokens.
        </p>
      </PortalHead>
      <List
        name="Tokens"
        queryKey={['client', 'tokens']}
        load={(address) => {
          const query = questionOf(address)
          return dataOf(client.GET('/client/admin/api/tokens', { params: { query } }))
        }}
        rowKey={({ sha256 }) => sha256}
        sort={{ by: 'received', order: 'desc' }}
        search="Issuer, scope or subject"
        filters={
          <FilterChips>
            <Chip name="kind" value="access">
              Access
            </Chip>
            <Chip name="kind" value="refresh">
              Refresh
            </Chip>
            <Chip name="kind" value="id">
              ID
            </Chip>
            <FilterNote name="session" words="of session" />
          </FilterChips>
        }
        columns={[
          {
            key: 'kind',
            title: 'Token',
            sort: 'received',
            cell: ({ kind, of, receivedAt }) => (
              <span className="name">
                {kind === 'id' ? 'ID token' : `${kind} token`}
                <span className="sub">
                  {of === 'machine' ? 'for itself' : 'for a session'},{' '}
                  <LabMoment iso={receivedAt} />
                </span>
              </span>
            ),
          },
          { key: 'scope', title: 'Scope', cell: ({ scope }) => <code>{scope}</code> },
          {
            key: 'form',
            title: 'Form',
            less: true,
            cell: ({ header }) =>
              header === null ? 'opaque' : <code>{`JWT, ${String(header['alg'])}`}</code>,
          },
          {
            key: 'ends',
            title: 'Ends',
            sort: 'expires',
            className: 'state-cell',
            cell: ({ receivedAt, expiresAt }) =>
              expiresAt === null ? (
                <span className="off">the server does not say</span>
              ) : (
                <LifeLeft from={receivedAt} until={expiresAt} />
              ),
          },
        ]}
        nothing={
          <p>
            <b>No tokens</b> Sign in at the web page, or let the machine page get one.
          </p>
        }
      />
    </>
  )
}
