import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ApiError, dataOf } from '../api/answer.ts'
import { authserver, client, resserver } from '../api/api.ts'
import { Icon } from '../parts/icon.tsx'

/** What a lab that began blank lacks still, in the order in which it is made. */
export function useMissing(): readonly (readonly [words: string, to: string])[] {
  const { data } = useQuery({ queryKey: ['home', 'missing'], queryFn: readMissing })
  return data ?? []
}

async function readMissing() {
  const one = { params: { query: { page: 1, size: 1 } } }
  const [server, servers, configurations, resources] = await Promise.all([
    isThere(dataOf(authserver.GET('/authserver/admin/api/configuration'))),
    dataOf(client.GET('/client/admin/api/server-definitions', one)),
    dataOf(client.GET('/client/admin/api/client-configurations', one)),
    isThere(dataOf(resserver.GET('/resserver/admin/api/configuration'))),
  ])
  const steps = [
    [server, 'The authorization server has no server definition', '/authserver/server'],
    [servers.total > 0, 'The client knows no server', '/client/server-definitions/new'],
    [
      configurations.total > 0,
      'The client has no client configuration',
      '/client/configurations/new',
    ],
    [resources, 'The resource server has no configuration', '/resserver/configuration'],
  ] as const
  return steps.flatMap(([isMade, words, to]) => (isMade ? [] : [[words, to] as const]))
}

async function isThere(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return true
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false
    throw error
  }
}

/** What is to be made by hand, each with the way there. */
export function MissingList({ items }: { items: ReturnType<typeof useMissing> }) {
  if (items.length === 0) return null
  return (
    <div className="unusual">
      <header>
        <h2>Not set up yet</h2>
      </header>
      <ul>
        {items.map(([words, to]) => (
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
