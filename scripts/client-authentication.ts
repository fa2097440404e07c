import { hash } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { ClientInfo } from '@oauth-lab/kit/admin/control-client.ts'
import { createClientAssertion } from '@oauth-lab/kit/client-assertion.ts'
import type { ClientKey } from './client-key.ts'
import { CommandFailure } from './command-line/command.ts'

/** Adds to a request what shows who sends it (RFC 6749 §2.3). */
export type Authenticate = (request: {
  form: URLSearchParams
  headers: Record<string, string>
}) => void | Promise<void>

/** How a client is to authenticate; what is left out follows from its registration and its key. */
export interface Wanted {
  method?: string | undefined
  key?: ClientKey | undefined
  alg?: string | undefined
  kid?: string | undefined
  /** Whether the key is named by its certificate's thumbprints (RFC 7515 §4.1.7, §4.1.8). */
  x5t?: boolean
}

/** Those that take a certificate, shown as the connection is made (RFC 8705 §2). */
export const certificateMethods = ['tls_client_auth', 'self_signed_tls_client_auth']

/** The methods that the lab's own client knows. */
export const methods = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  ...certificateMethods,
  'none',
]

/**
 * Authenticates a client, by its registered method unless told.
 * @param server its issuer, and what asks for its time, seconds: an assertion is made when it is sent
 * @throws CommandFailure where it has not what the method takes
 */
export function authenticationOf(
  client: ClientInfo,
  wanted: Wanted,
  { issuer, now }: { issuer: string; now: () => Promise<number> },
): Authenticate {
  const { client_id: clientId, client_secret: secret } = client
  const method = wanted.method ?? client.token_endpoint_auth_method ?? 'client_secret_basic'
  const requireSecret = () => {
    if (secret !== undefined) return secret
    throw new CommandFailure(`the client ${clientId} has no secret, which ${method} takes`)
  }
  const assert = async (form: URLSearchParams, key: KeyObject | Uint8Array, header: Header) => {
    const claims = { clientId, issuer, now: await now() }
    form.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
    form.set('client_assertion', await createClientAssertion(key, header, claims))
  }
  switch (method) {
    // What proves the client is the certificate that the connection shows (RFC 8705 §2).
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
    case 'none':
      return ({ form }) => form.set('client_id', clientId)
    case 'client_secret_post': {
      const own = requireSecret()
      return ({ form }) => {
        form.set('client_id', clientId)
        form.set('client_secret', own)
      }
    }
    case 'client_secret_jwt': {
      const key = new TextEncoder().encode(requireSecret())
      return ({ form }) => assert(form, key, { alg: algorithmOf(client, wanted) ?? 'HS256' })
    }
    case 'private_key_jwt': {
      const { key: own } = wanted
      if (own === undefined) throw new CommandFailure('private_key_jwt takes --key FILE')
      const header = {
        alg: algorithmOf(client, wanted) ?? own.alg ?? usualAlgorithmOf(own.key),
        ...namesOf(own, wanted),
      }
      return ({ form }) => assert(form, own.key, header)
    }
    default: {
      const pair = `${encode(clientId)}:${encode(requireSecret())}`
      return ({ headers }) => {
        headers['authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`
      }
    }
  }
}

type Header = Parameters<typeof createClientAssertion>[1]

function algorithmOf(client: ClientInfo, { alg }: Wanted): string | undefined {
  return alg ?? (client['token_endpoint_auth_signing_alg'] as string | undefined)
}

/** The algorithm that most servers take of such a key. @throws CommandFailure for one that signs nothing here */
export function usualAlgorithmOf({
  asymmetricKeyType: type,
  asymmetricKeyDetails: details,
}: KeyObject): string {
  if (type === 'rsa') return 'RS256'
  if (type === 'ed25519') return 'EdDSA'
  const curves: Record<string, string> = {
    prime256v1: 'ES256',
    secp384r1: 'ES384',
    secp521r1: 'ES512',
  }
  const alg = curves[details?.namedCurve ?? '']
  if (alg !== undefined) return alg
  throw new CommandFailure(`a key of ${type} signs nothing here`)
}

function namesOf({ certificate, kid: own }: ClientKey, { kid = own, x5t }: Wanted): object {
  if (!x5t) return kid === undefined ? {} : { kid }
  if (certificate === undefined) {
    throw new CommandFailure(
      '--x5t takes a key whose file holds its certificate, or one beside it as .crt',
    )
  }
  const print = (name: string) => hash(name, certificate.raw, 'base64url')
  return { x5t: print('sha1'), 'x5t#S256': print('sha256') }
}

/** The form encoding that RFC 6749 §2.3.1 asks for before Base64. */
function encode(text: string): string {
  return new URLSearchParams({ t: text }).toString().slice(2)
}
