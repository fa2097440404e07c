import { useQuery } from '@tanstack/react-query'
import { lab } from '../api/api.ts'
import { ApiError, dataOf } from '../api/answer.ts'
import { sessionQuery } from '../api/session.ts'
import { prefix } from '../base.ts'

export const sandboxesKey = ['sandboxes']

const isRefused = (error: unknown) =>
  error instanceof ApiError && (error.status === 401 || error.status === 403)

/**
 * The sandboxes, as who administers the whole lab sees them. In a sandbox the lab is asked once somebody wants to
 * leave it: whoever is signed in at the lab too may go to any other one, and everybody else sees none.
 */
export function useSandboxes({ isWanted = prefix === '' } = {}) {
  const { data: session } = useQuery(sessionQuery)
  const isAsked = isWanted && (prefix !== '' || session?.wholeLab === true)
  const { data = [], isFetched } = useQuery({
    queryKey: sandboxesKey,
    queryFn: () =>
      dataOf(lab.GET('/control/api/sandboxes')).catch((error: unknown) => {
        if (prefix !== '' && isRefused(error)) return []
        throw error
      }),
    enabled: isAsked,
    ...(prefix === '' && { refetchInterval: 30_000 }),
  })
  return { sandboxes: data, isKnown: isFetched || !isAsked }
}
