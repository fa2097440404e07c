import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import { dataOf } from '../../api/answer.ts'
import { client } from '../../api/api.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { AskedAction } from '../../parts/action.tsx'
import { Chip } from '../../parts/chip.tsx'
import { FilterChips } from '../../parts/filter-chips.tsx'
import { FilterNote } from '../../parts/filter-note.tsx'
import { List } from '../../parts/list.tsx'
import { LabMoment, LifeLeft } from '../../parts/times.tsx'
import { questionOf } from '../../parts/list-address.ts'
import { useTitle } from '../../parts/use-title.ts'

const path = '/client/admin/api/sessions'

/** Who is signed in at the web page. */
export function Component() {
  useTitle('Sessions', 'Client')
  const queries = useQueryClient()
  return (
    <>
      <PortalHead title="Sessions">
        <p>
          Who is signed in at the web page, a row a browser. The server has sessions of its own.
        </p>
      </PortalHead>
      <List
        name="Sessions"
        queryKey={['client', 'sessions']}
        load={(address) => {
          const query = questionOf(address)
          return dataOf(client.GET(path, { params: { query } }))
        }}
        rowKey={({ id }) => id}
        sort={{ by: 'expires', order: 'desc' }}
        search="Name, subject or issuer"
        filters={
          <FilterChips>
            <Chip name="state" value="live">
              Live
            </Chip>
            <FilterNote name="configuration" words="with" />
          </FilterChips>
        }
        columns={[
          {
            key: 'name',
            title: 'User',
            sort: 'name',
            cell: ({ name, subject }) => (
              <span className="name">
                {name}
                <span className="sub">
                  <code>{subject}</code>
                </span>
              </span>
            ),
          },
          { key: 'scope', title: 'Scope', cell: ({ scope }) => <code>{scope}</code> },
          {
            key: 'tokens',
            title: 'Tokens',
            less: true,
            cell: ({ id, receivedAt, refreshes }) => (
              <span>
                <Link to={`/client/tokens?session=${encodeURIComponent(id)}`}>
                  since <LabMoment iso={receivedAt} />
                </Link>
                <span className="sub">refreshed {refreshes} times</span>
              </span>
            ),
          },
          {
            key: 'ends',
            title: 'Ends',
            sort: 'expires',
            className: 'state-cell',
            cell: ({ state, receivedAt, expiresAt }) =>
              state === 'live' ? (
                <LifeLeft from={receivedAt} until={expiresAt} />
              ) : (
                <span className="off">ended</span>
              ),
          },
          {
            key: 'act',
            title: <span className="hidden">Actions</span>,
            className: 'act',
            cell: ({ id, name }) => (
              <AskedAction
                label="End"
                title={`End this session of ${name}?`}
                keep="Keep it"
                go="End it"
                act={() => end({ id })}
                onDone={() => void queries.invalidateQueries({ queryKey: ['client'] })}
              >
                <p>The page forgets its tokens; the server does not hear of it.</p>
              </AskedAction>
            ),
          },
        ]}
        bulk={{
          verb: 'End',
          nouns: ['session', 'sessions'],
          nameOf: ({ name, receivedAt }) => `${name}, since ${receivedAt.slice(11, 19)}`,
          means: 'The page forgets their tokens; the server does not hear of it.',
          act: end,
          onDone: () => void queries.invalidateQueries({ queryKey: ['client'] }),
        }}
        nothing={
          <p>
            <b>No sessions</b> One begins with a sign-in at the web page.
          </p>
        }
      />
    </>
  )
}

const end = ({ id }: { id: string }) =>
  dataOf(client.DELETE(`${path}/{id}`, { params: { path: { id } } }))
