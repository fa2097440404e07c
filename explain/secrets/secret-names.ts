import { claims, keySet } from '../catalogue/claims.ts'
import { formFields } from '../catalogue/form-fields.ts'
import type { Meanings } from '../catalogue/meaning.ts'
import { isJsonObject } from '../exchange/jwt.ts'
import { parameters } from '../catalogue/parameters.ts'
import { clientMetadata, resourceMetadata, serverMetadata } from '../catalogue/metadata.ts'
import { resourceAnswer } from '../catalogue/resource-answer.ts'

const known: readonly Meanings[] = [parameters, formFields, clientMetadata]
const harmless: readonly Meanings[] = [
  parameters,
  claims,
  keySet,
  clientMetadata,
  serverMetadata,
  resourceMetadata,
  resourceAnswer,
  formFields,
]

/** Names that tell of a secret, where no specification names them. */
const suspicious =
  /(?:token|secret|passw|pwd|assertion|code|session|cookie|auth|sig|otp|pin|csrf|xsrf|ticket|key|nonce_|saml|jwt|credential)/i

/** Whether what stands under this name is hidden: by the catalogue, else by how the name sounds. */
export function isSecretName(name: string): boolean {
  if (isSecretParameter(name)) return true
  if (harmless.some((meanings) => Object.hasOwn(meanings, name))) return false
  return suspicious.test(name) && !name.endsWith('_supported')
}

/** Whether a specification has a secret under this name. */
export function isSecretParameter(name: string): boolean {
  return known.some((meanings) => meanings[name]?.secret !== undefined)
}

/** Like `isSecretName`, for a member of a JSON object: in a key also the names of its private parts. */
export function isSecretMember(holder: unknown, name: string): boolean {
  const isKey = isJsonObject(holder) && holder['kty'] !== undefined
  return isSecretName(name) || (isKey && (keySet as Meanings)[name]?.secret !== undefined)
}
