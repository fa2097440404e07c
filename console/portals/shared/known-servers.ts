import { ApiError, dataOf } from '../../api/answer.ts'
import { client, resserver } from '../../api/api.ts'

/** A server of which client or resource server has a definition. */
export interface KnownServer {
  issuer: string
  by: { role: 'client' | 'resserver'; id: string }
}

/** The servers of the server definitions: the client's, then the resource server's. */
export async function knownServers(): Promise<KnownServer[]> {
  const pages = await Promise.all([definitionsOf('client'), definitionsOf('resserver')])
  return pages.flat()
}

const params = { query: { size: 100 } }

/** Nothing where an external program stands in the role's place: it has no such list. */
async function definitionsOf(role: 'client' | 'resserver'): Promise<KnownServer[]> {
  try {
    const { items } = await (role === 'client'
      ? dataOf(client.GET('/client/admin/api/server-definitions', { params }))
      : dataOf(resserver.GET('/resserver/admin/api/server-definitions', { params })))
    return items.map(({ id, issuer }) => ({ issuer, by: { role, id } }))
  } catch (error) {
    if (error instanceof ApiError) return []
    throw error
  }
}
