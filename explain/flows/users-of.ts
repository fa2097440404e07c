import type { Exchange } from '../exchange/exchange.ts'
import { valuesOf } from '../exchange/field.ts'
import { isJsonObject, readJwt } from '../exchange/jwt.ts'

const names = ['sub', 'username', 'preferred_username', 'login', 'login_hint']

/** Whom an exchange names, by user name or subject: in a form, a query, JSON or a JWT in it. */
export function usersOf({ form, query, responseJson }: Exchange): string[] {
  const said = names.flatMap((name) => [...valuesOf(form, name), ...valuesOf(query, name)])
  const members = Object.values(responseJson ?? {})
  const claims = members.flatMap((one) =>
    typeof one === 'string' ? (readJwt(one)?.claims ?? []) : [],
  )
  const told = [responseJson, ...claims].flatMap((one) =>
    isJsonObject(one) ? names.map((name) => one[name]) : [],
  )
  return [...new Set([...said, ...told.filter((one) => typeof one === 'string')])]
}
