import { useQueryClient } from '@tanstack/react-query'
import { dataOf } from '../../api/answer.ts'
import { resserver } from '../../api/api.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { AskedAction } from '../../parts/action.tsx'
import { FilterNote } from '../../parts/filter-note.tsx'
import { List } from '../../parts/list.tsx'
import { LabMoment } from '../../parts/times.tsx'
import { questionOf } from '../../parts/list-address.ts'
import { useTitle } from '../../parts/use-title.ts'

const path = '/resserver/admin/api/local-users'

/** The users that delegated requests made here. */
export function Component() {
  useTitle('Local users', 'Resource server')
  const queries = useQueryClient()
  return (
    <>
      <PortalHead title="Local users">
        <p>As whom delegated requests ran here: the mapping made each of them from claims.</p>
      </PortalHead>
      <List
        name="Local users"
        queryKey={['resserver', 'local-users']}
        load={(address) => {
          const query = questionOf(address)
          return dataOf(resserver.GET(path, { params: { query } }))
        }}
        rowKey={({ id }) => id}
        sort={{ by: 'username', order: 'asc' }}
        search="Name, subject, roles or attributes"
        filters={
          <div className="chips">
            <FilterNote name="role" words="with role" />
          </div>
        }
        columns={[
          {
            key: 'name',
            title: 'Local user',
            sort: 'username',
            cell: ({ username, subject }) => (
              <span className="name">
                {username}
                <span className="sub">
                  <code>{subject}</code>
                </span>
              </span>
            ),
          },
          {
            key: 'roles',
            title: 'Roles',
            cell: ({ roles }) =>
              roles.length === 0 ? <span className="off">none</span> : roles.join(', '),
          },
          {
            key: 'attributes',
            title: 'Attributes',
            less: true,
            cell: ({ attributes }) => <code>{Object.keys(attributes).join(' ')}</code>,
          },
          {
            key: 'used',
            title: 'Last used',
            sort: 'used_at',
            cell: ({ usedAt }) => <LabMoment iso={usedAt} />,
          },
          {
            key: 'act',
            title: <span className="hidden">Actions</span>,
            className: 'act',
            cell: ({ id, username }) => (
              <AskedAction
                label="Delete"
                title={`Delete ${username}?`}
                keep="Keep the user"
                go="Delete the user"
                act={() => dataOf(resserver.DELETE(`${path}/{id}`, { params: { path: { id } } }))}
                onDone={() => void queries.invalidateQueries({ queryKey: ['resserver'] })}
              >
                <p>The next delegated request makes it again.</p>
              </AskedAction>
            ),
          },
        ]}
        nothing={
          <p>
            <b>No local users</b> A request to the delegated resource makes one.
          </p>
        }
      />
    </>
  )
}
