import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import type { Intervention } from '../api/types.ts'

/** Sets an intervention that was ended once more, for what was left of it. */
export function setAgain({ match, at, do: action, times, used, until }: Intervention) {
  const left = times === undefined ? undefined : Math.max(1, times - used)
  const lifetime = until && Math.max(1, Math.round((Date.parse(until) - Date.now()) / 1000))
  const body = { match, at, do: action, times: left, lifetime }
  return dataOf(control.POST('/control/api/interventions', { body: body as never }))
}
