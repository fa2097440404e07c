import type { Advice, Advices } from './advice.ts'
import { accountAdvice } from './account.ts'
import { authorizationAdvice } from './authorization.ts'
import { authorizationDetailsAdvice } from './authorization-details.ts'
import { clientAssertionAdvice } from './client-assertion.ts'
import { clientAdvice } from './client.ts'
import { connectionAdvice } from './connection.ts'
import { backchannelAdvice } from './backchannel.ts'
import { deviceAdvice } from './device.ts'
import { interactionAdvice } from './interaction.ts'
import { jwtBearerAdvice } from './jwt-bearer.ts'
import { logoutAdvice } from './logout.ts'
import { requestWayAdvice } from './request-way.ts'
import { proofAdvice } from './proof.ts'
import { registrationAdvice } from './registration.ts'
import { relyingPartyAdvice } from './relying-party.ts'
import { resourceAdvice } from './resource.ts'
import { serverDefinitionAdvice } from './server-definition.ts'
import { serverAdvice } from './server.ts'
import { tokenExchangeAdvice } from './token-exchange.ts'
import { tokenAdvice } from './token.ts'
import { upstreamAdvice } from './upstream.ts'

const all: Advices = {
  ...connectionAdvice,
  ...serverAdvice,
  ...authorizationAdvice,
  ...authorizationDetailsAdvice,
  ...requestWayAdvice,
  ...interactionAdvice,
  ...accountAdvice,
  ...clientAdvice,
  ...clientAssertionAdvice,
  ...tokenAdvice,
  ...deviceAdvice,
  ...backchannelAdvice,
  ...tokenExchangeAdvice,
  ...jwtBearerAdvice,
  ...proofAdvice,
  ...resourceAdvice,
  ...registrationAdvice,
  ...logoutAdvice,
  ...relyingPartyAdvice,
  ...serverDefinitionAdvice,
  ...upstreamAdvice,
}

/** Why the check of that id is there and how to make it hold; nothing for an unknown one. */
export function adviceOf(check: string): Advice | undefined {
  return Object.hasOwn(all, check) ? all[check] : undefined
}

/** The ids that have advice. */
export const advisedChecks: readonly string[] = Object.keys(all)
