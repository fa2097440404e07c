import { useQuery } from '@tanstack/react-query'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { sessionQuery } from '../api/session.ts'

export const sandboxesKey = ['sandboxes']

/** The sandboxes, as who administers the whole lab sees them. */
export function useSandboxes() {
  const { data: session } = useQuery(sessionQuery)
  const isAsked = session?.wholeLab === true
  const { data = [], isFetched } = useQuery({
    queryKey: sandboxesKey,
    queryFn: () => dataOf(control.GET('/control/api/sandboxes')),
    enabled: isAsked,
    refetchInterval: 30_000,
  })
  return { sandboxes: data, isKnown: isFetched || !isAsked }
}
