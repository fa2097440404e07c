import type { UserMapping } from '@oauth-lab/kit/admin/resource-server-document.ts'
import type { Checked } from '@oauth-lab/kit/checks.ts'
import { letPass, requireThat } from '../checks.ts'
import { claimIn } from './claim-in.ts'
import type { Known, LocalUser } from './mapping.ts'
import { subjectOf } from './mapping.ts'

/**
 * The local user that a mapping makes of what is known of a token. Introspection's word comes before the
 * token's, and that before UserInfo's; roles come from all of them.
 * @throws Refusal (403 access_denied) when no source names the user
 */
export function mapByClaims(checked: Checked, mapping: UserMapping, known: Known): LocalUser {
  return {
    username: usernameOf(checked, mapping, known),
    roles: rolesOf(mapping, known),
    attributes: attributesOf(mapping, known),
  }
}

function usernameOf(checked: Checked, { username: claim }: UserMapping, known: Known): string {
  if (claim === 'sub') return `OAuth2${subjectOf(known) ?? ''}`
  const name = sourcesOf(known)
    .map((source) => claimIn(source, claim))
    .find((value) => typeof value === 'string' && value !== '')
  const unasked = known.userInfo === null ? ' UserInfo was not asked, or told nothing.' : ''
  requireThat(checked, 'delegation.user-name', name, `No source holds ${claim}.${unasked}`)
  letPass(checked, 'delegation.identifier', `It is ${claim}.`)
  return name as string
}

function rolesOf({ roles: { everybody, claim, values } }: UserMapping, known: Known): string[] {
  const given = sourcesOf(known)
    .flatMap((source) => [claimIn(source, claim)].flat())
    .map(valueOf)
    .flatMap((value) => (Object.hasOwn(values, String(value)) ? [values[String(value)]!] : []))
  return [...new Set([...everybody, ...given])]
}

function attributesOf(
  { roles, attributes: { userInfo, claims } }: UserMapping,
  known: Known,
): Record<string, unknown> {
  const left = ['sub', roles.claim]
  const all = Object.entries(userInfo ? (known.userInfo ?? {}) : {})
  const taken = Object.entries(claims).flatMap(([name, claim]) => {
    const value = sourcesOf(known)
      .map((source) => claimIn(source, claim))
      .find((one) => one !== undefined)
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries([...all.filter(([name]) => !left.includes(name)), ...taken])
}

function sourcesOf({ introspection, claims, userInfo }: Known): object[] {
  return [introspection, claims, userInfo].filter((source) => source !== null)
}

/** A role is a string, or SCIM's object with a `value` (RFC 7643 §4.1.2). */
function valueOf(role: unknown): unknown {
  return typeof role === 'object' && role !== null ? (role as { value?: unknown }).value : role
}
