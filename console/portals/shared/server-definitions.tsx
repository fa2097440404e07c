import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { RoleName } from '../../parts/role-shape.tsx'
import { roleNames } from '../../parts/role-shape.tsx'
import { PortalHead } from '../../frame/portal.tsx'
import { AskedAction } from '../../parts/action.tsx'
import { Icon } from '../../parts/icon.tsx'
import { List } from '../../parts/list.tsx'
import { LabMoment } from '../../parts/times.tsx'
import { useTitle } from '../../parts/use-title.ts'
import type { ServerDefinitionsApi } from './server-definitions-api.ts'

/** The authorization servers that a role knows, by discovery or as a person typed them. */
export function ServerDefinitions({ role, api }: { role: RoleName; api: ServerDefinitionsApi }) {
  useTitle('Server definitions', roleNames[role])
  const queries = useQueryClient()
  return (
    <>
      <PortalHead
        title="Server definitions"
        actions={
          <>
            <Link className="button" to={`/${role}/server-definitions/typed`}>
              Type a server in
            </Link>
            <Link className="button primary" to={`/${role}/server-definitions/new`}>
              <Icon name="add" />
              Discover a server
            </Link>
          </>
        }
      >
        <p>
          Authorization servers that this instance knows, each by its issuer.{' '}
          <a href="https://www.rfc-editor.org/rfc/rfc8414#section-3">RFC 8414 §3</a>
        </p>
      </PortalHead>
      <List
        name="Server definitions"
        queryKey={[role, 'server-definitions']}
        load={api.list}
        rowKey={({ id }) => id}
        sort={{ by: 'name', order: 'asc' }}
        search="Name or issuer"
        columns={[
          {
            key: 'name',
            title: 'Server',
            sort: 'name',
            cell: ({ id, name }) => (
              <span className="name">
                <Link to={`/${role}/server-definitions/${encodeURIComponent(id)}`}>{name}</Link>
              </span>
            ),
          },
          {
            key: 'issuer',
            title: 'Issuer',
            sort: 'issuer',
            cell: ({ issuer, source }) => (
              <span>
                <code>{issuer}</code>
                {source === 'typed' && <span className="sub">not discovered: typed in</span>}
              </span>
            ),
          },
          {
            key: 'authority',
            title: 'Trusted by',
            less: true,
            cell: ({ authority }) =>
              authority === 'lab' ? 'the lab’s root' : 'an authority of its own',
          },
          {
            key: 'made',
            title: 'Made',
            sort: 'madeAt',
            less: true,
            cell: ({ madeAt }) =>
              madeAt === null ? <span className="off">built in</span> : <LabMoment iso={madeAt} />,
          },
          {
            key: 'act',
            title: <span className="hidden">Actions</span>,
            className: 'act',
            cell: ({ id, name, builtIn }) =>
              !builtIn && (
                <AskedAction
                  label="Delete"
                  title={`Delete ${name}?`}
                  keep="Keep it"
                  go="Delete it"
                  act={() => api.remove(id)}
                  onDone={() => void queries.invalidateQueries({ queryKey: [role] })}
                >
                  <p>What works with it stops. The server itself is not told.</p>
                </AskedAction>
              ),
          },
        ]}
        nothing={
          <p>
            <b>No server definition</b> Discover one: without, this instance knows no authorization
            server.
          </p>
        }
      />
    </>
  )
}
