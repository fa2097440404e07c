import type { Client } from '../clients/client.ts'

/** A logout request that passed every check. */
export interface LogoutRequest {
  client: Client | undefined
  postLogoutRedirectUri: string | undefined
  state: string | undefined
  /** Where to go on to: the address with the state. */
  returnTo: string | undefined
  /** The subject that the hint names. */
  hintedSub: string | undefined
}
