import { ApiError, dataOf } from '../api/answer.ts'
import { client, resserver } from '../api/api.ts'

/** The issuers of the server definitions of client and resource server. */
export const knownIssuersQuery = {
  queryKey: ['known issuers'],
  async queryFn(): Promise<string[]> {
    const params = { query: { size: 100 } }
    const pages = await Promise.all([
      listed(dataOf(client.GET('/client/admin/api/server-definitions', { params }))),
      listed(dataOf(resserver.GET('/resserver/admin/api/server-definitions', { params }))),
    ])
    return [...new Set(pages.flat())]
  },
}

/** Nothing where an external program stands in the role's place: it has no such list. */
async function listed(page: Promise<{ items: { issuer: string }[] }>): Promise<string[]> {
  try {
    return (await page).items.map(({ issuer }) => issuer)
  } catch (error) {
    if (error instanceof ApiError) return []
    throw error
  }
}
