import { createCheck, createLetPass, createRequireThat } from '@oauth-lab/kit/checks.ts'
import type { Catalogue, Check, RequireThat } from '@oauth-lab/kit/checks.ts'
import { hookChecks } from '@oauth-lab/kit/hooks/checks.ts'
import { proofChecks } from '@oauth-lab/kit/proof/checks.ts'
import { serverDefinitionChecks } from '@oauth-lab/kit/server-definitions/checks.ts'
import { accessChecks } from './access/checks.ts'
import { authorizationServerChecks } from './authorization-server/checks.ts'
import { configurationChecks } from './configuration/checks.ts'
import { delegationChecks } from './delegation/checks.ts'

/**
 * Every decision that the resource server takes; each folder has its own. `invalid_token` and the
 * like are RFC 6750's codes; a request without a token is told none (RFC 6750 §3.1).
 */
export const catalogue = {
  ...accessChecks,
  ...authorizationServerChecks,
  ...configurationChecks,
  ...delegationChecks,
  ...hookChecks,
  ...proofChecks,
  ...serverDefinitionChecks,
} as const satisfies Catalogue

export const check: Check<typeof catalogue> = createCheck(catalogue)
export const requireThat: RequireThat<typeof catalogue> = createRequireThat(catalogue)
export const letPass = createLetPass(catalogue)
