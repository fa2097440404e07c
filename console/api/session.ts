import { control } from './api.ts'
import { prefix } from '../base.ts'
import { ApiError, dataOf } from './answer.ts'

/** Tells every tab of this sandbox that somebody signed out. */
export const signOuts: BroadcastChannel = new BroadcastChannel(`oauth-lab sign-outs ${prefix}`)

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
