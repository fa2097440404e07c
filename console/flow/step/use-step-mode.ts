import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { control } from '../../api/api.ts'
import { dataOf } from '../../api/answer.ts'
import type { paths } from '../../api/dist/control.d.ts'

type Post = paths['/control/api/interventions/release']['post']
/** Which held messages are let go, and what is done to one. */
export type Release = NonNullable<Post['requestBody']>['content']['application/json']

/** What step mode may hold: messages by name, or all of them, asked or answered. */
export const holdings = [
  { key: 'all', name: 'every request' },
  { key: 'authorization request', name: 'authorization requests' },
  { key: 'callback', name: 'callbacks' },
  { key: 'token request', name: 'token requests' },
  { key: 'token request.response', name: 'token responses' },
  { key: 'UserInfo request', name: 'UserInfo requests' },
  { key: 'resource request', name: 'resource requests' },
] as const
export type Holding = (typeof holdings)[number]['key']

const interventionsQuery = {
  queryKey: ['interventions'],
  queryFn: () => dataOf(control.GET('/control/api/interventions')),
}

/** What is held from now on, by the interventions that stand in the lab, and what is done to a held message. */
export function useStepMode() {
  const queries = useQueryClient()
  const { data = [], isFetched } = useQuery(interventionsQuery)
  const holds = data.filter(({ do: action }) => action.hold === true)
  const onSettled = () => queries.invalidateQueries({ queryKey: interventionsQuery.queryKey })
  const end = async () => {
    for (const { id } of holds) {
      const params = { path: { id } }
      await dataOf(control.DELETE('/control/api/interventions/{id}', { params }))
    }
  }
  const stop = useMutation({ mutationFn: end, onSettled })
  const start = useMutation({
    async mutationFn(holding: Holding) {
      await end()
      const [message, at = 'request'] = holding.split('.') as [string, 'response'?]
      const match = message === 'all' ? {} : { message }
      await dataOf(
        control.POST('/control/api/interventions', { body: { match, at, do: { hold: true } } }),
      )
    },
    onSettled,
  })
  const release = useMutation({
    mutationFn: (body: Release) =>
      dataOf(control.POST('/control/api/interventions/release', { body })),
  })
  const [first] = holds
  const held = first && keyOf(first.match.message, first.at)
  return { holding: held, interventions: data, isKnown: isFetched, start, stop, release }
}

function keyOf(message: string | undefined, at: string): Holding | undefined {
  const key = message === undefined ? 'all' : at === 'response' ? `${message}.response` : message
  return holdings.find((one) => one.key === key)?.key ?? 'all'
}
