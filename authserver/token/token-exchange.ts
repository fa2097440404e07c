import type { Parameters } from '@oauth-lab/kit/form.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'

/** An exchange in which a client is issued something. */
export interface ClientExchange extends Exchange {
  readonly client: Client
}

/** A token request whose client is known. */
export interface TokenExchange extends ClientExchange {
  readonly form: Parameters
}
