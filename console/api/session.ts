import type { QueryClient } from '@tanstack/react-query'
import { control } from './api.ts'
import { ApiError, dataOf } from './answer.ts'

/** Who is signed in at this sandbox; null for nobody. */
export const sessionQuery = {
  queryKey: ['session'],
  async queryFn() {
    try {
      return await dataOf(control.GET('/control/api/session'))
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null
      throw error
    }
  },
  staleTime: 60_000,
}

/** Nobody is signed in any more: nothing stays of what the APIs told, nor of what was sent to them. */
export function forgetAll(queries: QueryClient): void {
  queries.setQueryData(sessionQuery.queryKey, null)
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
  queries.getMutationCache().clear()
}
