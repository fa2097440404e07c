import type { Meaning } from '../catalogue/meaning.ts'
import { serverMetadata } from '../catalogue/metadata.ts'
import type { Severity } from '../findings/finding.ts'
import { metadataRules } from './metadata-rules.ts'
import type { Metadata } from './metadata-rules.ts'

/** What is wrong with metadata, or odd. */
export interface MetadataFinding {
  /** The rule's, for example `no-s256`. */
  id: string
  severity: Severity
  says: string
  clause: string
  remedy: string
}

/** A member of metadata: what came, what it means, and what is wrong with it. */
export interface ExplainedMember {
  name: string
  /** Undefined where it is missing and should not be. */
  value: unknown
  /** Undefined for a name that no specification has. */
  means: string | undefined
  clause: string | undefined
  findings: MetadataFinding[]
}

/**
 * An authorization server's metadata (RFC 8414 §2, OpenID Connect Discovery §3), member by member: as
 * it came, then what is missing.
 * @param asked the issuer that was asked for it
 */
export function explainMetadata(metadata: Metadata, asked: string): ExplainedMember[] {
  const found = metadataRules.flatMap(({ find, ...rule }) =>
    find(metadata, asked).map((member) => ({ member, finding: rule })),
  )
  const missing = found.flatMap(({ member }) => (Object.hasOwn(metadata, member) ? [] : [member]))
  return [...new Set([...Object.keys(metadata), ...missing])].map((name) => {
    const meaning = meaningOf(name)
    return {
      name,
      value: metadata[name],
      means: meaning?.means,
      clause: meaning?.clause,
      findings: found.flatMap(({ member, finding }) => (member === name ? [finding] : [])),
    }
  })
}

function meaningOf(name: string): Meaning | undefined {
  const meanings: Readonly<Record<string, Meaning>> = serverMetadata
  return Object.hasOwn(meanings, name) ? meanings[name] : undefined
}
