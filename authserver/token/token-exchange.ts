import type { Parameters } from '@oauth-lab/kit/form.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'

/** A token request whose client is known. */
export interface TokenExchange extends Exchange {
  readonly client: Client
  readonly form: Parameters
}
