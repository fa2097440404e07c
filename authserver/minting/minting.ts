import type { z } from 'zod'
import type { TokenDocument } from '@oauth-lab/kit/admin/token-document.ts'
import type { HookUser } from '../hooks/hooks.ts'
import type { ClientExchange } from '../token/token-exchange.ts'

export type WantedToken = z.output<typeof TokenDocument>

/** A token that is to be made without a flow, its parties known. */
export interface Minting {
  exchange: ClientExchange
  /** Null for a client's own token. */
  user: HookUser | null
  scopes: string[]
  /** Seconds on the sandbox's clock. */
  issuedAt: number
  wanted: WantedToken
}
