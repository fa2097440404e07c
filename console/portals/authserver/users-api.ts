import type { paths } from '../../api/dist/authserver.d.ts'
import type { AnswerOf } from '../../api/types.ts'
import type { QueryClient } from '@tanstack/react-query'

export const usersPath = '/authserver/admin/api/users'

type Answer = AnswerOf<paths[typeof usersPath]['get']>

/** A user as the server tells it. */
export type User = Extract<Answer, { items: unknown }>['items'][number]

/** What is shown of users is asked again. */
export function askUsersAgain(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: ['authserver'] })
}
