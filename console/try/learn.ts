import { parseJson } from '../parts/parse-json.ts'
import type { Values } from './compose.ts'

/** Members of answers that later requests need. */
const members = [
  'access_token',
  'refresh_token',
  'id_token',
  'device_code',
  'request_uri',
  'auth_req_id',
] as const

/** What an answer holds for the requests that follow it. */
export function learn(body: string): Values {
  const json = Object(parseJson(body)) as Record<string, unknown>
  const found = members.flatMap((name) => {
    const value = json[name]
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  const values: Record<string, string> = Object.fromEntries(found)
  return { ...values, ...(values['id_token'] && { id_token_hint: values['id_token'] }) }
}
