import {
  createCheck,
  createLetPass,
  createObserve,
  createRequireThat,
} from '@oauth-lab/kit/checks.ts'
import type { Catalogue, Check, RequireThat, Waivable } from '@oauth-lab/kit/checks.ts'
import { accountChecks } from './account/checks.ts'
import { authorizationDetailsChecks } from './authorization-details/checks.ts'
import { authorizationChecks } from './authorization/checks.ts'
import { requestWayChecks } from './authorization/parameters/checks.ts'
import { backchannelChecks } from './backchannel/checks.ts'
import { clientAssertionChecks } from './clients/authentication/checks.ts'
import { clientChecks } from './clients/checks.ts'
import { deviceChecks } from './device/checks.ts'
import { grantChecks } from './grant-types/checks.ts'
import { hookChecks } from '@oauth-lab/kit/hooks/checks.ts'
import { httpChecks } from './http/checks.ts'
import { interactionChecks } from './interaction/checks.ts'
import { introspectionChecks } from './introspection/checks.ts'
import { encryptionChecks } from './keys/checks.ts'
import { logoutChecks } from './logout/checks.ts'
import { mailChecks } from './mail/checks.ts'
import { proofChecks } from '@oauth-lab/kit/proof/checks.ts'
import { bindingChecks } from './proof/checks.ts'
import { registrationChecks } from './registration/checks.ts'
import { revocationChecks } from './revocation/checks.ts'
import { tokenChecks } from './token/checks.ts'
import { resourceChecks } from './resources/checks.ts'
import { scopeChecks } from './scopes/checks.ts'
import { sessionManagementChecks } from './session-management/checks.ts'
import { issuedTokenChecks } from './tokens/checks.ts'
import { upstreamChecks } from './upstream/checks.ts'
import { userinfoChecks } from './userinfo/checks.ts'

/** Every decision that the authorization server takes; each folder has its own. */
export const catalogue = {
  ...hookChecks,
  ...httpChecks,
  ...clientChecks,
  ...clientAssertionChecks,
  ...authorizationChecks,
  ...authorizationDetailsChecks,
  ...requestWayChecks,
  ...interactionChecks,
  ...tokenChecks,
  ...deviceChecks,
  ...backchannelChecks,
  ...grantChecks,
  ...proofChecks,
  ...bindingChecks,
  ...scopeChecks,
  ...resourceChecks,
  ...introspectionChecks,
  ...revocationChecks,
  ...issuedTokenChecks,
  ...upstreamChecks,
  ...userinfoChecks,
  ...encryptionChecks,
  ...registrationChecks,
  ...logoutChecks,
  ...sessionManagementChecks,
  ...accountChecks,
  ...mailChecks,
} as const satisfies Catalogue

export const check: Check<typeof catalogue> = createCheck(catalogue)
export const requireThat: RequireThat<typeof catalogue> = createRequireThat(catalogue)
export const observe = createObserve(catalogue)
export const letPass = createLetPass(catalogue)

/** A check that a policy, a setting or a profile may let pass. */
export type WaivableCheck = Waivable<typeof catalogue>
/** A check that nothing lets pass. */
export type RequiredCheck = Exclude<keyof typeof catalogue, WaivableCheck>
