import { useQueryClient } from '@tanstack/react-query'
import { dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { AskedAction } from '../../parts/action.tsx'
import { FilterNote } from '../../parts/filter-note.tsx'
import { List } from '../../parts/list.tsx'
import { questionOf } from '../../parts/list-address.ts'
import { useTitle } from '../../parts/use-title.ts'

const path = '/authserver/admin/api/consents'

/** What users allowed, so that it is not asked again. */
export function Component() {
  useTitle('Consents', 'Authorization server')
  const queries = useQueryClient()
  return (
    <>
      <PortalHead title="Consents">
        <p>
          What users allowed a client at a resource, so that the next sign-in does not ask again.
        </p>
      </PortalHead>
      <List
        name="Consents"
        queryKey={['authserver', 'consents']}
        load={(address) => {
          const query = questionOf(address)
          return dataOf(authserver.GET(path, { params: { query } }))
        }}
        rowKey={({ sub, client, resource }) => [sub, client, resource].join(' ')}
        sort={{ by: 'user', order: 'asc' }}
        search="User, client, resource or scope"
        filters={
          <div className="chips">
            <FilterNote name="user" words="of" />
            <FilterNote name="client" words="of client" />
          </div>
        }
        columns={[
          {
            key: 'user',
            title: 'User',
            sort: 'user',
            cell: ({ user, sub }) => <span className="name">{user ?? sub}</span>,
          },
          {
            key: 'client',
            title: 'Client',
            sort: 'client',
            cell: ({ client, clientName }) => (
              <span>
                {clientName ?? client}
                <span className="sub">
                  <code>{client}</code>
                </span>
              </span>
            ),
          },
          {
            key: 'scope',
            title: 'Scope',
            cell: ({ scope, claims }) => <code>{[scope, ...claims].join(' ')}</code>,
          },
          {
            key: 'resource',
            title: 'Resource',
            less: true,
            cell: ({ resource }) => <code>{resource}</code>,
          },
          {
            key: 'act',
            title: <span className="hidden">Actions</span>,
            className: 'act',
            cell: ({ user, sub, client, clientName }) => (
              <AskedAction
                label="Withdraw"
                title={`Withdraw what ${user ?? sub} allowed ${clientName ?? client}?`}
                keep="Keep it"
                go="Withdraw it"
                act={() => withdraw({ user, sub, client })}
                onDone={() => void queries.invalidateQueries({ queryKey: ['authserver'] })}
              >
                <p>Its tokens end, and the next sign-in asks again.</p>
              </AskedAction>
            ),
          },
        ]}
        bulk={{
          verb: 'Withdraw',
          nouns: ['consent', 'consents'],
          nameOf: ({ user, sub, client, clientName }) => `${user ?? sub}, ${clientName ?? client}`,
          means: 'Their tokens end, and the next sign-in asks again.',
          act: withdraw,
          onDone: () => void queries.invalidateQueries({ queryKey: ['authserver'] }),
        }}
        nothing={
          <p>
            <b>No consents</b> One is kept when a user allows a client something.
          </p>
        }
      />
    </>
  )
}

function withdraw({ user, sub, client }: { user: string | null; sub: string; client: string }) {
  const query = { user: user ?? sub, client }
  return dataOf(authserver.DELETE(path, { params: { query } }))
}
