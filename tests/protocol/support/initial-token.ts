import { equal } from 'node:assert/strict'
import { noteSecret } from '../../secrets.ts'
import { administer } from './administer.ts'
import type { Place } from './place.ts'

/** An initial access token (RFC 7591 §3) from the admin API. @param document may hold its lifetime in seconds */
export async function initialToken(place: Place, document: object = {}): Promise<string> {
  const answer = await administer(place, 'POST', 'authserver/admin/api/initial-tokens', document)
  equal(answer.status, 201)
  noteSecret(String(answer.body['token']), 'initial token')
  return String(answer.body['token'])
}
