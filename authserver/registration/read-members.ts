import { z } from 'zod'
import { members, membersWithoutTls } from '../clients/client-metadata.ts'
import type { MemberName, SentMetadata } from '../clients/client-metadata.ts'
import type { MetadataProblem } from './metadata-problem.ts'

export interface ReadMembers {
  sent: SentMetadata
  problems: MetadataProblem[]
}

/**
 * Reads each member that this server understands, and ignores the others (RFC 7591 §2). One that is
 * null or empty is absent, in an update deleted (RFC 7592 §2.2). An empty list of grant types says
 * that the client uses none.
 */
export function readMembers(document: Record<string, unknown>, withoutTls = false): ReadMembers {
  const known = withoutTls ? membersWithoutTls : members
  const sent: Record<string, unknown> = {}
  const problems: MetadataProblem[] = []
  for (const name of Object.keys(members) as MemberName[]) {
    const value = Object.hasOwn(document, name) ? document[name] : undefined
    if (isAbsent(value) && !(name === 'grant_types' && Array.isArray(value))) continue
    const read = known[name].safeParse(value)
    if (read.success) sent[name] = read.data
    else problems.push(...problemsOf(name, value, read.error.issues))
  }
  return { sent, problems }
}

function isAbsent(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  )
}

/** An element of a list is named by its place; what is wrong with the whole, by the member. */
function problemsOf(
  name: MemberName,
  value: unknown,
  issues: readonly { path: PropertyKey[] }[],
): MetadataProblem[] {
  const member = members[name]
  const wants = member.description!
  const wantsOfElement = member instanceof z.ZodArray ? member.element.description! : wants
  const places = new Set(issues.map(({ path }) => (typeof path[0] === 'number' ? path[0] : -1)))
  return [...places].map((place) => ({
    path: place < 0 ? name : `${name}.${place}`,
    value: place < 0 ? value : (value as unknown[])[place],
    message: `is not what ${name} takes`,
    remedy: `Send ${place < 0 ? wants : wantsOfElement}, or leave ${place < 0 ? name : 'it'} out.`,
  }))
}
