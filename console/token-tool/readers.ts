import { ApiError, dataOf } from '../api/answer.ts'
import { authserver, resserver } from '../api/api.ts'

/** Who may read a token, and by which name tokens mean it. */
export interface Reader {
  name: string
  audience: string
  isClient: boolean
}

interface Client {
  client_id: string
  client_name?: string
}

/** The lab's resource server and the registered clients. */
export const readersQuery = {
  queryKey: ['readers of tokens'],
  async queryFn(): Promise<Reader[]> {
    const [audience, clients] = await Promise.all([
      audienceOfResourceServer(),
      dataOf(authserver.GET('/authserver/admin/api/clients', { params: { query: { size: 100 } } })),
    ])
    return [
      ...(audience === undefined ? [] : [{ name: 'Resource server', audience, isClient: false }]),
      ...(clients as { items: Client[] }).items.map(({ client_id, client_name }) => ({
        name: client_name ?? client_id,
        audience: client_id,
        isClient: true,
      })),
    ]
  },
}

/** Nothing where it has no configuration yet. */
async function audienceOfResourceServer(): Promise<string | undefined> {
  try {
    return (await dataOf(resserver.GET('/resserver/admin/api/configuration'))).audience
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined
    throw error
  }
}

/** Who a token is for by its audience, else the first. */
export function readerOf(readers: readonly Reader[], aud: unknown): Reader | undefined {
  const named: unknown[] = [aud].flat()
  return readers.find(({ audience }) => named.includes(audience)) ?? readers[0]
}
