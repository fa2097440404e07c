import type { paths } from '../../api/dist/client.d.ts'
import type { AnswerOf } from '../../api/types.ts'
import type { Wanted } from '../../parts/list-address.ts'
import type { Page } from '../../parts/use-rows.ts'

type Definition = paths['/client/admin/api/server-definitions/{id}']
type Discover = paths['/client/admin/api/server-definitions/discover']

/** An authorization server that a role knows. */
export type ServerDefinition = AnswerOf<Definition['get']>

/** What an issuer says of itself, and what is wrong with it. */
export type Discovery = AnswerOf<Discover['post']>

/** A server to be discovered, and kept. */
type Asked = Pick<ServerDefinition, 'issuer' | 'authority'>

/** The same calls, which the client and the resource server have at their own paths. */
export interface ServerDefinitionsApi {
  list: (wanted: Wanted) => Promise<Page<ServerDefinition>>
  open: (id: string) => Promise<ServerDefinition>
  discover: (asked: Asked) => Promise<Discovery>
  create: (wanted: Asked) => Promise<ServerDefinition>
  remove: (id: string) => Promise<unknown>
}
