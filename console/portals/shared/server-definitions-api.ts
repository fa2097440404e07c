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

/** What a person typed; null or absent where the server is asked. */
interface Typed {
  metadata?: ServerDefinition['metadata']
}

/** A server definition before it is kept. */
export type NewServer =
  paths['/client/admin/api/server-definitions']['post']['requestBody']['content']['application/json']

/** The same calls, which the client and the resource server have at their own paths. */
export interface ServerDefinitionsApi {
  list: (wanted: Wanted) => Promise<Page<ServerDefinition>>
  open: (id: string) => Promise<ServerDefinition>
  discover: (asked: Pick<ServerDefinition, 'issuer' | 'authority'> & Typed) => Promise<Discovery>
  create: (wanted: NewServer) => Promise<ServerDefinition>
  remove: (id: string) => Promise<unknown>
}
