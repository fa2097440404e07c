import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ApiError, dataOf } from '../api/answer.ts'
import { authserver, client, resserver } from '../api/api.ts'
import { Icon } from '../parts/icon.tsx'

interface Missing {
  words: string
  /** Where it is made. */
  to: string
}

/** What a lab that began blank lacks still, in the order in which it is made. */
export function useMissing(): { missing: readonly Missing[]; isKnown: boolean } {
  const { data, isFetched } = useQuery({ queryKey: ['home', 'missing'], queryFn: readMissing })
  return { missing: data ?? [], isKnown: isFetched }
}

async function readMissing() {
  const one = { params: { query: { page: 1, size: 1 } } }
  const steps = [
    {
      call: dataOf(authserver.GET('/authserver/admin/api/configuration')),
      words: 'The authorization server has no server definition',
      to: '/authserver/server',
    },
    {
      call: dataOf(client.GET('/client/admin/api/server-definitions', one)),
      words: 'The client knows no server',
      to: '/client/server-definitions/new',
    },
    {
      call: dataOf(client.GET('/client/admin/api/client-configurations', one)),
      words: 'The client has no client configuration',
      to: '/client/configurations/new',
    },
    {
      call: dataOf(resserver.GET('/resserver/admin/api/configuration')),
      words: 'The resource server has no configuration',
      to: '/resserver/configuration',
    },
  ]
  const told = await Promise.all(steps.map(({ call }) => isMissing(call)))
  return steps.filter((_step, index) => told[index])
}

/** Whether a role says that it has none; one that does not answer says nothing. */
async function isMissing(call: Promise<object>): Promise<boolean> {
  try {
    const answer = await call
    return 'total' in answer && answer.total === 0
  } catch (error) {
    return error instanceof ApiError && error.status === 404
  }
}

/** What is to be made by hand, each with the way there. */
export function MissingList({ items }: { items: readonly Missing[] }) {
  if (items.length === 0) return null
  return (
    <div className="unusual">
      <header>
        <h2>Not set up yet</h2>
      </header>
      <ul>
        {items.map(({ words, to }) => (
          <li key={to}>
            <Icon name="add" />
            <p>
              <b>{words}.</b>
            </p>
            <div className="row">
              <Link className="button small" to={to} aria-label={`Make it: ${words}`}>
                Make it
              </Link>
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}
