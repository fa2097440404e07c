import { knownServers } from '../portals/shared/known-servers.ts'

/** The issuers of the server definitions of client and resource server. */
export const knownIssuersQuery = {
  queryKey: ['known issuers'],
  async queryFn(): Promise<string[]> {
    const servers = await knownServers()
    return [...new Set(servers.map(({ issuer }) => issuer))]
  },
}
