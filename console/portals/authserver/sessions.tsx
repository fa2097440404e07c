import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import { dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { AskedAction } from '../../parts/action.tsx'
import { Chip } from '../../parts/chip.tsx'
import { FilterChips } from '../../parts/filter-chips.tsx'
import { FilterNote } from '../../parts/filter-note.tsx'
import { List } from '../../parts/list.tsx'
import { LabMoment, LifeLeft } from '../../parts/times.tsx'
import { questionOf } from '../../parts/list-address.ts'
import { useTitle } from '../../parts/use-title.ts'

const path = '/authserver/admin/api/browser-sessions'

/** Who is signed in, and in how many browsers. */
export function Component() {
  useTitle('Sessions', 'Authorization server')
  const queries = useQueryClient()
  return (
    <>
      <PortalHead title="Sessions">
        <p>
          Users who are signed in, a row a browser. The next application asks them for no password.{' '}
          <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest">
            OpenID Connect Core §3.1.2.1
          </a>
        </p>
      </PortalHead>
      <List
        name="Sessions"
        queryKey={['authserver', 'sessions']}
        load={(address) => {
          const query = questionOf(address)
          return dataOf(authserver.GET(path, { params: { query } }))
        }}
        rowKey={({ id }) => id}
        sort={{ by: 'signedIn', order: 'desc' }}
        search="User, subject or sid"
        filters={
          <FilterChips>
            <Chip name="state" value="live">
              Live
            </Chip>
            <FilterNote name="user" words="of" />
          </FilterChips>
        }
        columns={[
          {
            key: 'user',
            title: 'User',
            sort: 'user',
            cell: ({ user, id }) => (
              <span className="name">
                <Link to={`/authserver/users?open=${encodeURIComponent(user)}`}>{user}</Link>
                <span className="sub">
                  <code>{id}</code>
                </span>
              </span>
            ),
          },
          { key: 'amr', title: 'Signed in with', cell: ({ amr }) => <code>{amr.join(' ')}</code> },
          {
            key: 'since',
            title: 'Since',
            sort: 'signedIn',
            cell: ({ signedInAt }) => <LabMoment iso={signedInAt} />,
          },
          {
            key: 'state',
            title: 'Ends',
            sort: 'expires',
            className: 'state-cell',
            cell: ({ state, signedInAt, expiresAt }) =>
              state === 'live' ? (
                <LifeLeft from={signedInAt} until={expiresAt} />
              ) : (
                <span className="off">ended</span>
              ),
          },
          {
            key: 'act',
            title: <span className="hidden">Actions</span>,
            className: 'act',
            cell: ({ id, user, state }) =>
              state === 'live' && (
                <AskedAction
                  label="End"
                  title={`End this session of ${user}?`}
                  keep="Keep it"
                  go="End it"
                  act={() => end({ id })}
                  onDone={() => void queries.invalidateQueries({ queryKey: ['authserver'] })}
                >
                  <p>The next application asks {user} for the password again.</p>
                </AskedAction>
              ),
          },
        ]}
        bulk={{
          verb: 'End',
          nouns: ['session', 'sessions'],
          nameOf: ({ user, signedInAt }) => `${user}, signed in ${signedInAt.slice(11, 19)}`,
          fits: ({ state }) => state === 'live',
          means: 'The next application asks these users for their passwords again.',
          act: end,
          onDone: () => void queries.invalidateQueries({ queryKey: ['authserver'] }),
        }}
        nothing={
          <p>
            <b>No sessions</b> One begins when somebody signs in.
          </p>
        }
      />
    </>
  )
}

const end = ({ id }: { id: string }) =>
  dataOf(authserver.DELETE(`${path}/{id}`, { params: { path: { id } } }))
