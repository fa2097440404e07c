import { equal } from 'node:assert/strict'
import { noteSecret } from '../../secrets.ts'
import { readAnswer } from './answer.ts'
import type { Answer } from './answer.ts'
import type { Place } from './place.ts'

/** An initial access token (RFC 7591 §3) from the admin API. @param document may hold its lifetime in seconds */
export async function initialToken(place: Place, document: object = {}): Promise<string> {
  const post = async (path: string, body: object, token?: string): Promise<Answer> =>
    readAnswer(
      place.trustedFetch(`${place.base}/${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(body),
      }),
    )
  const person = { username: 'superuser', password: 'SYS' }
  const session = await post('control/api/session', person)
  const token = String(session.body['access_token'])
  const answer = await post('authserver/admin/api/initial-tokens', document, token)
  equal(answer.status, 201)
  noteSecret(String(answer.body['token']), 'initial token')
  return String(answer.body['token'])
}
