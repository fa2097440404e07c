import { formFields } from '../catalogue/form-fields.ts'
import { clientMetadata } from '../catalogue/metadata.ts'
import type { Meanings } from '../catalogue/meaning.ts'
import { parameters } from '../catalogue/parameters.ts'
import { claims } from '../catalogue/claims.ts'
import { serverMetadata } from '../catalogue/metadata.ts'

const known: readonly Meanings[] = [parameters, formFields, clientMetadata]
const harmless: readonly Meanings[] = [
  parameters,
  claims,
  clientMetadata,
  serverMetadata,
  formFields,
]

/** Names that tell of a secret, where no specification names them. */
const suspicious =
  /(?:token|secret|passw|pwd|assertion|code|session|cookie|auth|sig|otp|pin|csrf|xsrf|ticket|key|nonce_|saml|jwt|credential)/i

/** Whether what stands under this name is hidden: by the catalogue, else by how the name sounds. */
export function isSecretName(name: string): boolean {
  if (known.some((meanings) => meanings[name]?.secret !== undefined)) return true
  if (harmless.some((meanings) => Object.hasOwn(meanings, name))) return false
  return suspicious.test(name)
}
