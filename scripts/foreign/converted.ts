import type { Mapper } from './mapper.ts'

/** What a file of another server becomes here. */
export interface Converted {
  /** What the lab imports: configuration, `clients`, `users`, `keys`. */
  document: Record<string, unknown>
  /** Claims that only a hooks module adds. */
  mappers: Mapper[]
  /** What can't be taken over, and what to do instead. */
  left: Left[]
}

export interface Left {
  /** Where it stands in the file, `clients.shop.redirectUris` for example. */
  path: string
  message: string
}

/** Reads what a server's file says. @throws ConfigurationError with the problems of its form */
export type Convert = (file: unknown, realm: string | undefined) => Converted
