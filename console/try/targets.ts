import { ApiError, dataOf } from '../api/answer.ts'
import { client, control, resserver } from '../api/api.ts'
import { parseJson } from '../parts/parse-json.ts'
import { knownServers } from '../portals/shared/known-servers.ts'
import type { KnownServer } from '../portals/shared/known-servers.ts'
import type { Metadata } from './kinds.ts'

/** A server to which requests can be sent. */
export interface Target {
  issuer: string
  /** Who knows it by definition, and so sends the request; the browser itself at this lab. */
  by: KnownServer['by'] | 'browser'
}

/** This lab first, then the servers that client and resource server know by definition. */
export const targetsQuery = {
  queryKey: ['targets of requests'],
  async queryFn(): Promise<Target[]> {
    const [{ issuer, elsewhere }, known] = await Promise.all([
      dataOf(control.GET('/control/api/roles')),
      knownServers(),
    ])
    const own: Target[] = elsewhere ? [] : [{ issuer, by: 'browser' }]
    const all = [...own, ...known]
    return all.filter((one, at) => all.findIndex((other) => other.issuer === one.issuer) === at)
  },
}

/** What a server says of itself. @throws ApiError */
export async function metadataOf({ issuer, by }: Target): Promise<Metadata> {
  if (by !== 'browser') {
    const { body } = await sendBy(by, { endpoint: 'metadata', method: 'GET' })
    return readMetadata(body, issuer)
  }
  const response = await fetch(metadataUrlOf(issuer), { headers: { accept: 'application/json' } })
  return readMetadata(await response.text(), issuer)
}

/** OpenID Connect Discovery §4. */
export function metadataUrlOf(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
}

function readMetadata(text: string, issuer: string): Metadata {
  const json = Object(parseJson(text)) as Metadata
  if (json['issuer'] === issuer) return json
  const message = `${metadataUrlOf(issuer)} did not answer with the metadata of this issuer.`
  throw new ApiError({ status: 0, code: 'no_metadata', message })
}

interface ToSend {
  endpoint: string
  method: 'GET' | 'POST'
  query?: string
  headers?: { accept?: string; authorization?: string; 'content-type'?: string }
  body?: string
}

/** Has a role send a request to a server that it knows by definition. @returns also the id of this call @throws ApiError */
export async function sendBy({ role, id }: KnownServer['by'], body: ToSend) {
  const path = { params: { path: { id } }, body }
  const asked =
    role === 'client'
      ? client.POST('/client/admin/api/server-definitions/{id}/requests', path)
      : resserver.POST('/resserver/admin/api/server-definitions/{id}/requests', path)
  const data = await dataOf(asked)
  const { response } = await asked
  return { ...data, within: response.headers.get('x-request-id') ?? undefined }
}
