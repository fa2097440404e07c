import { useQueryClient } from '@tanstack/react-query'
import { dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { Icon } from '../../parts/icon.tsx'
import { List } from '../../parts/list.tsx'
import type { Page } from '../../parts/use-rows.ts'
import { OpenRow, useOpen } from '../../parts/panel.tsx'
import { questionOf } from '../../parts/list-address.ts'
import { useTitle } from '../../parts/use-title.ts'
import { NewUser } from './new-user.tsx'
import { UserPanel } from './user-panel.tsx'
import { askUsersAgain, usersPath } from './users-api.ts'
import type { User } from './users-api.ts'

/** The people whom this server knows. */
export function Component() {
  useTitle('Users', 'Authorization server')
  const { open, show } = useOpen()
  const queries = useQueryClient()
  return (
    <>
      <PortalHead
        title="Users"
        actions={
          <button className="button primary" type="button" onClick={() => show('new user')}>
            <Icon name="add" />
            Create a user
          </button>
        }
      >
        <p>
          People who sign in here. A claim of theirs reaches tokens and UserInfo as scopes allow.
        </p>
      </PortalHead>
      <div className={open === undefined ? undefined : 'with-panel'}>
        <List<User>
          name="Users"
          queryKey={['authserver', 'users']}
          load={async (address) => {
            const query = questionOf({ ...address, filters: {} })
            const call = authserver.GET(usersPath, { params: { query } })
            return (await dataOf(call)) as Page<User>
          }}
          rowKey={({ username }) => username}
          isChosen={({ username }) => username === open}
          sort={{ by: 'username', order: 'asc' }}
          search="Name, subject or claims"
          columns={[
            {
              key: 'name',
              title: 'User',
              sort: 'username',
              cell: ({ username, claims }) => (
                <span className="name">
                  <OpenRow id={username}>{username}</OpenRow>
                  {typeof claims['name'] === 'string' && (
                    <span className="sub">{claims['name']}</span>
                  )}
                </span>
              ),
            },
            { key: 'sub', title: 'Subject', sort: 'sub', cell: ({ sub }) => <code>{sub}</code> },
            {
              key: 'roles',
              title: 'Roles',
              cell: ({ roles }) =>
                roles.length === 0 ? <span className="off">none</span> : roles.join(', '),
            },
            {
              key: 'totp',
              title: 'Second factor',
              cell: ({ totp }) => (totp ? 'on' : <span className="off">off</span>),
            },
          ]}
          bulk={{
            verb: 'Delete',
            nouns: ['user', 'users'],
            nameOf: ({ username }) => username,
            means: 'Their sessions, consents and tokens end.',
            act: ({ username }) =>
              dataOf(authserver.DELETE(usersPath, { params: { query: { username } } })),
            onDone: () => askUsersAgain(queries),
          }}
          nothing={
            <p>
              <b>No users</b> Create one: nobody can sign in without.
            </p>
          }
        />
        {open === 'new user' && <NewUser />}
        {open !== undefined && open !== 'new user' && <UserPanel key={open} username={open} />}
      </div>
    </>
  )
}
