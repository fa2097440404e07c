import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { partsOf, splitName } from '@oauth-lab/kit/distinguished-name.ts'

/** What a client may register of its certificate, and the values that a certificate has of it (RFC 8705 §2.1.2). */
const subjects = {
  tls_client_auth_subject_dn: ({ subject }) => [distinguished(partsOf(subject))],
  tls_client_auth_san_dns: (certificate) => namesOf(certificate, 'DNS').map(lower),
  tls_client_auth_san_uri: (certificate) => namesOf(certificate, 'URI'),
  tls_client_auth_san_ip: (certificate) => namesOf(certificate, 'IP Address').map(address),
  tls_client_auth_san_email: (certificate) => namesOf(certificate, 'email').map(mailbox),
} as const satisfies Record<string, (certificate: X509Certificate) => string[]>

export type SubjectMember = keyof typeof subjects
export const subjectMembers = Object.keys(subjects) as SubjectMember[]

/** How a registered value is compared. */
const written: Record<SubjectMember, (value: string) => string> = {
  tls_client_auth_subject_dn: (value) => distinguished(splitName(value)),
  tls_client_auth_san_dns: lower,
  tls_client_auth_san_uri: (value) => value,
  tls_client_auth_san_ip: address,
  tls_client_auth_san_email: mailbox,
}

/**
 * Whom a certificate is for, as it is compared.
 * @param registered what the client registered of it
 */
export function compareSubject(
  certificate: X509Certificate,
  registered: { readonly [Member in SubjectMember]?: string | undefined },
): { wanted: string | undefined; found: readonly string[] } {
  const member = subjectMembers.find((name) => registered[name] !== undefined)
  if (member === undefined) return { wanted: undefined, found: [] }
  return { wanted: written[member](registered[member]!), found: subjects[member](certificate) }
}

/** The alternative names of a kind; Node quotes those with commas as JSON. */
function namesOf({ subjectAltName = '' }: X509Certificate, kind: string): string[] {
  const all = subjectAltName.match(/[^,"]+:(?:"(?:[^"\\]|\\.)*"|[^,"]*)/g) ?? []
  return all.flatMap((one) => {
    const [, found, value = ''] = /^\s*([^:]+):(.*)$/s.exec(one) ?? []
    if (found !== kind) return []
    return value.startsWith('"') ? String(JSON.parse(value)) : value
  })
}

/** A distinguished name as it is compared: without the case of letters and the number of blanks (RFC 4517 §4.2.11, §4.2.15). */
function distinguished(parts: readonly string[]): string {
  return parts
    .map((part) => part.replace(/^\s*([^=]+?)\s*=\s*/, '$1='))
    .map((part) => part.replaceAll(/\s+/g, ' ').trim().toLowerCase())
    .join(',')
}

function lower(text: string): string {
  return text.toLowerCase()
}

/** An IP address in one form, that of a URL. */
function address(text: string): string {
  return isIP(text) === 6 ? new URL(`http://[${text}]`).hostname : text
}

/** The domain of a mailbox has no case (RFC 5280 §7.5). */
function mailbox(text: string): string {
  return text.replace(/@.*$/, lower)
}
