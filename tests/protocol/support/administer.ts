import { readAnswer } from './answer.ts'
import type { Answer } from './answer.ts'
import type { Place } from './place.ts'

/** Asks a management API as the lab's administrator. @param path below the base, for example `authserver/admin/api/keys` */
export async function administer(
  place: Place,
  method: string,
  path: string,
  body?: object,
  more: Record<string, string> = {},
): Promise<Answer> {
  const send = (verb: string, to: string, document?: object, token?: string) =>
    readAnswer(
      place.trustedFetch(`${place.base}/${to}`, {
        method: verb,
        headers: {
          ...(document !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}`, ...more }),
        },
        ...(document !== undefined && { body: JSON.stringify(document) }),
      }),
    )
  const person = { username: 'superuser', password: 'SYS' }
  const session = await send('POST', 'control/api/session', person)
  return send(method, path, body, String(session.body['access_token']))
}
