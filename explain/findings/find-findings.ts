import type { Recording } from '../recording/recording.ts'
import type { Finding, Hit, Rule } from './finding.ts'
import { rules } from './rules.ts'
import { signInsOf } from './sign-ins.ts'
import { idTokensOf, shownTokensOf, tokensOf } from './tokens.ts'

const order = { error: 0, warning: 1, note: 2 } as const

/** Everything that breaks a clause in a recording: the gravest first, then in order of time. */
export function findFindings(recording: Recording): Finding[] {
  const examined = {
    ...recording,
    signIns: signInsOf(recording),
    tokens: tokensOf(recording),
    shownTokens: shownTokensOf(recording),
    idTokens: idTokensOf(recording),
  }
  return rules
    .flatMap((rule) => rule.find(examined).map((hit) => findingOf(rule, hit)))
    .sort((a, b) => order[a.severity] - order[b.severity] || a.where.entry - b.where.entry)
}

/** The finding for one place where a rule is broken. */
export function findingOf(
  { id, clause, says, remedy, severity }: Rule,
  { at, part, detail, severity: own, clause: broken, remedy: fix }: Hit,
): Finding {
  return {
    id,
    severity: own ?? severity,
    says: detail === undefined ? says : `${says} ${detail}`,
    clause: broken ?? clause,
    remedy: fix ?? remedy,
    where: { entry: at.index, part },
  }
}
