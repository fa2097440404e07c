import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import { authserver } from '../../api/api.ts'
import { dataOf } from '../../api/answer.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { Chip } from '../../parts/chip.tsx'
import { FilterChips } from '../../parts/filter-chips.tsx'
import { Icon } from '../../parts/icon.tsx'
import { List } from '../../parts/list.tsx'
import type { Page } from '../../parts/use-rows.ts'
import { RoleShape } from '../../parts/role-shape.tsx'
import { questionOf } from '../../parts/list-address.ts'
import { useTitle } from '../../parts/use-title.ts'
import { clientsPath } from './client-form.tsx'

interface Client {
  client_id: string
  client_name?: string
  grant_types?: string[]
  token_endpoint_auth_method?: string
}

/** The clients that the authorization server knows. */
export function Component() {
  useTitle('Clients', 'Authorization server')
  const queries = useQueryClient()
  return (
    <>
      <PortalHead
        title="Clients"
        actions={
          <Link className="button primary" to="/authserver/clients/new">
            <Icon name="add" />
            Register a client
          </Link>
        }
      >
        <p>
          Applications that may ask this server for tokens.{' '}
          <a href="https://www.rfc-editor.org/rfc/rfc7591#section-2">RFC 7591 §2</a>
        </p>
      </PortalHead>
      <List<Client>
        name="Clients"
        queryKey={['authserver', 'clients']}
        load={async (address) => {
          const query = questionOf(address)
          const call = authserver.GET(clientsPath, { params: { query } })
          return (await dataOf(call)) as Page<Client>
        }}
        rowKey={({ client_id }) => client_id}
        sort={{ by: 'client_name', order: 'asc' }}
        search="Name, client_id or redirect URI"
        filters={
          <FilterChips>
            <Chip name="self_registered" value="true">
              Registered itself
            </Chip>
          </FilterChips>
        }
        columns={[
          { key: 'name', title: 'Client', sort: 'client_name', cell: nameOf },
          {
            key: 'grants',
            title: 'Grant types',
            cell: ({ grant_types = [] }) => (
              <span className="set-of">
                {grant_types.length === 0
                  ? 'none'
                  : grant_types.map((type) => <code key={type}>{type}</code>)}
              </span>
            ),
          },
          {
            key: 'method',
            title: 'Authentication',
            cell: ({ token_endpoint_auth_method }) => <code>{token_endpoint_auth_method}</code>,
          },
        ]}
        bulk={{
          verb: 'Delete',
          nouns: ['client', 'clients'],
          nameOf: ({ client_id, client_name }) => client_name ?? client_id,
          means: 'Their tokens end at once. Their client ids are not given out again.',
          act: ({ client_id }) =>
            dataOf(authserver.DELETE(clientsPath, { params: { query: { client_id } } })),
          onDone: () => void queries.invalidateQueries({ queryKey: ['authserver'] }),
        }}
        nothing={<p>No client yet. One registers itself, or you register it here.</p>}
      />
    </>
  )
}

function nameOf({ client_id, client_name, token_endpoint_auth_method }: Client) {
  const isPublic = token_endpoint_auth_method === 'none'
  return (
    <div className="who">
      <RoleShape
        role={isPublic ? 'client-public' : 'client'}
        label={isPublic ? 'public' : 'confidential'}
      />
      <span className="name">
        <Link to={`/authserver/clients/${encodeURIComponent(client_id)}`}>
          {client_name ?? client_id}
        </Link>
      </span>
      <code>{client_id}</code>
    </div>
  )
}
