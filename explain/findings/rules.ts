import type { Rule } from './finding.ts'
import { authorizationRequestRules } from './rules/authorization-request.ts'
import { browserRules } from './rules/browser.ts'
import { cookieRules } from './rules/cookie.ts'
import { labCheckRules } from './rules/lab-check.ts'
import { leakRules } from './rules/leak.ts'
import { redirectRules } from './rules/redirect.ts'
import { tokenRequestRules } from './rules/token-request.ts'
import { tokenRules } from './rules/token.ts'

/** Every kind of finding. */
export const rules: readonly Rule[] = [
  ...authorizationRequestRules,
  ...redirectRules,
  ...leakRules,
  ...tokenRequestRules,
  ...tokenRules,
  ...cookieRules,
  ...browserRules,
  ...labCheckRules,
]
