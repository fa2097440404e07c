import type { Wanted } from '../../parts/list-address.ts'
import type { Page } from '../../parts/list.tsx'

/** An authorization server that a role knows. */
export interface ServerDefinition {
  id: string
  name: string
  issuer: string
  authority: string
  builtIn: boolean
  madeAt: string | null
}

export interface Finding {
  id: string
  severity: 'error' | 'warning' | 'note'
  says: string
  clause: string
  remedy: string
}

/** What an issuer says of itself, and what is wrong with it. */
export interface Discovery {
  issuer: string
  metadataUrl: string
  members: {
    name: string
    value?: unknown
    means: string | null
    clause: string | null
    findings: Finding[]
  }[]
  checks: { id: string; clause: string; outcome: string; detail?: string; requirement?: string }[]
  usable: boolean
}

/** The same calls, which the client and the resource server have at their own paths. */
export interface ServerDefinitionsApi {
  list: (wanted: Wanted) => Promise<Page<ServerDefinition>>
  open: (id: string) => Promise<ServerDefinition>
  discover: (asked: { issuer: string; authority: string }) => Promise<Discovery>
  create: (wanted: {
    issuer: string
    authority: string
    name?: string
  }) => Promise<ServerDefinition>
  remove: (id: string) => Promise<unknown>
}
