import type { QueryClient } from '@tanstack/react-query'

export const usersPath = '/authserver/admin/api/users'

/** A user as the server tells it. */
export interface User {
  username: string
  sub: string
  claims: Record<string, unknown>
  roles: string[]
  totp: boolean
}

/** What is shown of users is asked again. */
export function askUsersAgain(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: ['authserver'] })
}
