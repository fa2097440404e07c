import type { Parameters } from '@oauth-lab/kit/form.ts'
import type { Exchange } from '../../exchange.ts'
import type { ReadJwt } from '../../signatures/verify-signature.ts'
import type { FormerSecret } from '../former-secrets.ts'
import type { SubjectMember } from './certificate-subject.ts'
import type { KeyHolder } from '../client-keys.ts'

/** What a request carries to tell who sends it; `id` is undefined where that can't be read. */
export interface Credentials {
  id: string | undefined
  secret?: string
  /** Undefined where what came is no JWT. */
  assertion?: ReadJwt | undefined
}

/** What a client proves itself by, as it was issued or registered. */
export interface ProvingClient extends KeyHolder {
  readonly id: string
  readonly secret: string | null
  readonly formerSecrets: readonly FormerSecret[]
  readonly metadata: KeyHolder['metadata'] & {
    readonly token_endpoint_auth_signing_alg?: string | undefined
  } & { readonly [Member in SubjectMember]?: string | undefined }
}

/**
 * A way in which a client says who it is. Schema, metadata and endpoints read the list of these
 * rows.
 */
export interface ClientAuthenticationMethod {
  /** Its name as `token_endpoint_auth_method` (RFC 7591 §2). */
  readonly name: string
  /** Whether it proves anything; a client of the others is public. */
  readonly confidential: boolean
  /** Whether it proves that the client has its secret; a client of the others is issued none. */
  readonly bySecret: boolean
  /** Whether it proves the client by the certificate that it shows: a request does not tell which of these it uses. */
  readonly byCertificate?: true
  /** The algorithms that may sign its assertions; absent where it has none. */
  readonly signingAlgorithms?: readonly string[]
  /** The credentials of a request that uses this method. */
  readonly read: (exchange: Exchange, form: Parameters) => Credentials | undefined
  /** Requires that they are this client's. @throws Refusal */
  readonly verify: (
    exchange: Exchange,
    client: ProvingClient,
    credentials: Credentials,
  ) => void | Promise<void>
}
