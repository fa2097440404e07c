import { noteSecretsIn } from '../../secrets.ts'
import type { Holdings } from './holdings.ts'

/** A request at a sandbox, below its base. */
export interface Request {
  method?: string
  path: string
  headers?: Record<string, string>
  form?: [string, string][]
  json?: unknown
}

export interface Reply {
  status: number
  text: string
  /** Where it leads. */
  location: string
}

/** Sends a request to a sandbox; a redirect is told and not followed. */
export async function ask(
  { sandbox: { base, trustedFetch, origin } }: Pick<Holdings, 'sandbox'>,
  { method = 'GET', path, headers = {}, form, json }: Request,
): Promise<Reply> {
  const body = form === undefined ? undefined : new URLSearchParams(form)
  if (body !== undefined) noteSecretsIn(body)
  const response = await trustedFetch(`${base}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(form !== undefined && { origin }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body }),
    ...(json !== undefined && { body: JSON.stringify(json) }),
  })
  const text = await response.text()
  if (text.startsWith('{')) noteSecretsIn(Object.entries(JSON.parse(text) as object))
  return { status: response.status, text, location: response.headers.get('location') ?? '' }
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

export function basic({ client_id, client_secret }: Holdings['client']) {
  const text = `${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}` }
}
