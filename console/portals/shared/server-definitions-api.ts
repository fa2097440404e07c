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

/** A server to be discovered, or judged as it was typed. */
export type Asked =
  paths['/client/admin/api/server-definitions/discover']['post']['requestBody']['content']['application/json']

/** A server definition before it is kept. */
export type NewServer =
  paths['/client/admin/api/server-definitions']['post']['requestBody']['content']['application/json']

interface Stored {
  data: ServerDefinition
  etag: string | undefined
}

/** The same calls, which the client and the resource server have at their own paths. */
export interface ServerDefinitionsApi {
  path: string
  list: (wanted: Wanted) => Promise<Page<ServerDefinition>>
  open: (id: string) => Promise<Stored>
  discover: (asked: Asked) => Promise<Discovery>
  create: (wanted: NewServer) => Promise<Stored>
  /** @param etag of the one that it replaces */
  replace: (id: string, wanted: NewServer, etag: string | undefined) => Promise<Stored>
  remove: (id: string) => Promise<unknown>
}
