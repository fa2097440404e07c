import { parseJson } from '../parts/parse-json.ts'
import { methods } from './compose.ts'
import type { Method, Values } from './compose.ts'

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
  // An introspection names a client too, and it is another one.
  const isRegistration = typeof json['client_id'] === 'string' && !('active' in json)
  const client = isRegistration ? { client_id: String(json['client_id']), client_secret: '' } : {}
  const wanted = isRegistration ? [...members, 'client_secret'] : members
  const found = wanted.flatMap((name) => {
    const value = json[name]
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  const values: Record<string, string> = { ...client, ...Object.fromEntries(found) }
  return { ...values, ...(values['id_token'] && { id_token_hint: values['id_token'] }) }
}

/** How a client that an answer registered shows who it is; undefined where the answer registers none. */
export function methodIn(body: string): Method | undefined {
  const json = Object(parseJson(body)) as Record<string, unknown>
  return methods.find((method) => method === json['token_endpoint_auth_method'])
}
