import { createCheck, createRequireThat } from '@oauth-lab/kit/checks.ts'
import type { Catalogue, Check, RequireThat } from '@oauth-lab/kit/checks.ts'
import { serverDefinitionChecks } from '@oauth-lab/kit/server-definitions/checks.ts'
import { configurationChecks } from './configurations/checks.ts'
import { issuerChecks } from './issuer/checks.ts'
import { sessionChecks } from './session/checks.ts'
import { signInChecks } from './sign-in/checks.ts'

/** What this client holds its peers to; each folder has its own. */
export const catalogue = {
  ...configurationChecks,
  ...signInChecks,
  ...issuerChecks,
  ...sessionChecks,
  ...serverDefinitionChecks,
} as const satisfies Catalogue

export const check: Check<typeof catalogue> = createCheck(catalogue)
export const requireThat: RequireThat<typeof catalogue> = createRequireThat(catalogue)
