import { equal } from 'node:assert/strict'
import { readAnswer } from './answer.ts'
import type { Place } from './place.ts'

/** Has the authorization server sign with its next key, as an administrator does. */
export async function rotate(place: Place): Promise<void> {
  const session = await place.trustedFetch(`${place.base}/control/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'superuser', password: 'SYS' }),
  })
  const { body } = await readAnswer(session)
  const answer = await place.trustedFetch(`${place.base}/authserver/admin/api/keys/rotate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${String(body['access_token'])}` },
  })
  equal(answer.status, 200)
}
