import { members } from '../../clients/client-metadata.ts'
import type { MemberName, SentMetadata } from '../../clients/client-metadata.ts'
import type { MetadataProblem } from '../metadata-problem.ts'

/** What chooses an algorithm: by which the client is answered, or signs itself. */
const choices = (Object.keys(members) as MemberName[]).filter((name) =>
  /_(?:signed_response|signing)_alg$/.test(name),
)

/** Nobody signs by an algorithm that the server does not allow; `allowed` is empty where it allows all. */
export function algorithmProblems(
  sent: SentMetadata,
  allowed: readonly string[],
): MetadataProblem[] {
  if (allowed.length === 0) return []
  return choices
    .filter(
      (name) => sent[name] !== undefined && !(allowed as readonly unknown[]).includes(sent[name]),
    )
    .map((path) => ({
      path,
      value: sent[path],
      message: 'is an algorithm that this server does not allow',
      remedy: `Send one of ${allowed.join(', ')}, or leave it out.`,
    }))
}
