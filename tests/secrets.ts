import { appendFileSync } from 'node:fs'
import { basename } from 'node:path'

/**
 * Tells the runner of a code, token, password or other secret that this test made or saw. After the
 * run every log is searched for it. Cheap; does nothing outside `./lab test`.
 * @param kind what a finding calls it, since the value is never shown: "refresh token"
 */
export function noteSecret(value: string | null | undefined, kind = 'secret'): void {
  const file = process.env['LAB_TEST_SECRETS']
  if (file === undefined || !value || isUnsigned(value) || isMonotonous(value)) return
  const by = basename(process.argv[1] ?? '')
  appendFileSync(file, `${JSON.stringify({ kind, value, by })}\n`)
}

/** A JWT without a signature is no secret: what it says is shown, and anybody can make it (RFC 7519 §6). */
function isUnsigned(value: string): boolean {
  return /^ey[\w-]+\.[\w-]+\.$/.test(value)
}

/** One character again and again, as a test writes what is only long: nobody makes a secret so. */
function isMonotonous(value: string): boolean {
  return value.length >= 8 && new Set(value).size === 1
}

/** The members of requests and answers that nobody else may read, by their wire names. */
const secretNames = new Set([
  'access_token',
  'actor_token',
  'assertion',
  'auth_req_id',
  'client_notification_token',
  'client_secret',
  'code',
  'code_verifier',
  'csrf',
  'device_code',
  'id_token',
  'id_token_hint',
  'mail_token',
  'new_password',
  'password',
  'refresh_token',
  'registration_access_token',
  'subject_token',
  'token',
  'user_code',
])

/**
 * Notes what is secret in form fields, in a query, or in the members of a JSON answer. No server makes
 * a code or token of fewer than eight characters: such a word is a test's own, and logs have it too.
 */
export function noteSecretsIn(members: Iterable<[string, unknown]>): void {
  for (const [name, value] of members) {
    if (typeof value !== 'string' || !secretNames.has(name)) continue
    if (value.length >= 8 || name === 'password') noteSecret(value, name)
  }
}

/** Notes the values of `Set-Cookie` headers. */
export function noteCookies(headers: Iterable<string>): void {
  for (const header of headers) {
    const [, value = '', attributes = ''] = /^[^=]+=([^;]*)(.*)/.exec(header) ?? []
    // oidc-provider has the id of an interaction in a path as well: that is no secret.
    if (!attributes.includes(value)) noteSecret(value, 'cookie')
  }
}
