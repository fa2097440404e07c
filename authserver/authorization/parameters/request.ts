import type { Parameters } from '@oauth-lab/kit/form.ts'
import type { Client } from '../../clients/client.ts'
import type { Interaction } from '../../interaction/interactions.ts'

/** An authorization request in one of the ways in which its parameters come. */
export interface SentRequest {
  /** What can be read of it before anything is verified: by this the refusal finds its way. */
  readonly visible: Parameters
  /** What stands beside a request object: where that is refused, the address here has to be good as well. */
  readonly outside: Parameters
  /** Of a pushed one the hash of its reference. */
  readonly pushed: string | undefined
  /** Where this browser asked by it before: the interaction that is still open. */
  readonly begun?: Pick<Interaction, 'id' | 'purpose'> | undefined
  /** The parameters that count, and whether the client signed them. @throws Refusal */
  readonly require: (client: Client) => Promise<TrustedParameters>
}

export interface TrustedParameters {
  readonly parameters: Parameters
  readonly signed: boolean
}
