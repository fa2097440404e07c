import type { Offers } from '../../parts/combo.tsx'
import type { ServerDefinitionsApi } from './server-definitions-api.ts'

/** The server definitions of a role, to choose one. */
export function offerServers(role: string, { list, open }: ServerDefinitionsApi): Offers {
  return {
    queryKey: [role, 'server-definitions'],
    load: (search, page) => list({ page, search, sort: 'name', order: 'asc' }),
    nameOf: async (id) => (await open(id)).data.name,
  }
}
