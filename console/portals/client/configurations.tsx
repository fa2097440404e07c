import { Link } from 'react-router'
import { dataOf } from '../../api/answer.ts'
import { client } from '../../api/api.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { FilterNote } from '../../parts/filter-note.tsx'
import { Icon } from '../../parts/icon.tsx'
import { List } from '../../parts/list.tsx'
import { RoleShape } from '../../parts/role-shape.tsx'
import { questionOf } from '../../parts/list-address.ts'
import { useTitle } from '../../parts/use-title.ts'

/** What this client is at each server. */
export function Component() {
  useTitle('Client configurations', 'Client')
  return (
    <>
      <PortalHead
        title="Client configurations"
        actions={
          <Link className="button primary" to="/client/configurations/new">
            <Icon name="add" />
            Create one
          </Link>
        }
      >
        <p>
          What this client is at a server: its name there, its redirect URI, what it may ask for.
        </p>
      </PortalHead>
      <List
        name="Client configurations"
        queryKey={['client', 'configurations']}
        load={(address) => {
          const query = questionOf(address)
          return dataOf(
            client.GET('/client/admin/api/client-configurations', { params: { query } }),
          )
        }}
        rowKey={({ id }) => id}
        sort={{ by: 'name', order: 'asc' }}
        search="Name, client name or client_id"
        filters={
          <div className="chips">
            <FilterNote name="server" words="at" />
          </div>
        }
        columns={[
          {
            key: 'name',
            title: 'Application',
            sort: 'name',
            cell: ({ id, name, type, registration }) => (
              <div className="who">
                <RoleShape role={type === 'public' ? 'client-public' : 'client'} label={type} />
                <span className="name">
                  <Link to={`/client/configurations/${encodeURIComponent(id)}`}>{name}</Link>
                </span>
                <code>{registration?.client_id ?? 'not registered'}</code>
              </div>
            ),
          },
          {
            key: 'clientName',
            title: 'Client name',
            sort: 'clientName',
            cell: ({ clientName }) => clientName,
          },
          { key: 'server', title: 'Server', cell: ({ server }) => <code>{server}</code> },
          {
            key: 'used',
            title: 'Works for',
            cell: ({ usedFor }) =>
              usedFor.length === 0 ? <span className="off">nothing yet</span> : usedFor.join(', '),
          },
        ]}
        nothing={
          <p>
            <b>No client configuration</b> Create one at a server definition, then register it.
          </p>
        }
      />
    </>
  )
}
