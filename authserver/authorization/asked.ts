import type { Parameters } from '@oauth-lab/kit/form.ts'
import type { Client } from '../clients/client.ts'

/** An authorization request as it came, and the client that it names. */
export interface Asked {
  readonly client: Client
  readonly parameters: Parameters
  /** A parameter's value; one that was sent without a value counts as omitted (RFC 6749 §3.1). */
  value(name: string): string | undefined
}
