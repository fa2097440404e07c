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
