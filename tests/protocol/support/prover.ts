import { createHash, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, SignJWT } from 'jose'
import { noteSecret, noteSecretsIn } from '../../secrets.ts'
import { readAnswer } from './answer.ts'
import type { Answer } from './answer.ts'
import { basic } from './code-flow.ts'
import type { Change, FlowClient } from './code-flow.ts'
import type { Place } from './place.ts'
import { createKey } from './signing-client.ts'
import type { ClientKey } from './signing-client.ts'

/** What a proof has otherwise; `undefined` leaves a member out. */
export interface ProofChange {
  header?: Record<string, unknown>
  claims?: Record<string, unknown>
}

/** The request that a proof is for. */
export interface ProvenCall {
  method: string
  url: string
  /** The access token that goes with it. */
  token?: string
}

/** Who has a key, and proves it by DPoP (RFC 9449 §4.2). */
export interface Prover {
  key: ClientKey
  /** The key's thumbprint (RFC 9449 §6.1). */
  jkt: string
  /** A proof for a request. @param now seconds; those of real time unless told */
  proof(call: ProvenCall, change?: ProofChange, now?: number): Promise<string>
}

/** A new key for an algorithm, and what makes proofs with it. */
export async function createProver(alg = 'ES256'): Promise<Prover> {
  const key = await createKey(alg)
  return {
    key,
    jkt: await calculateJwkThumbprint(key.publicJwk),
    async proof(
      { method, url, token },
      { header = {}, claims = {} } = {},
      now = Math.floor(Date.now() / 1000),
    ) {
      const text = await new SignJWT(
        defined({
          jti: randomUUID(),
          htm: method,
          htu: url.split('?', 1)[0],
          iat: now,
          ...(token !== undefined && {
            ath: createHash('sha256').update(token).digest('base64url'),
          }),
          ...claims,
        }),
      )
        .setProtectedHeader({
          ...defined({ typ: 'dpop+jwt', jwk: key.publicJwk, ...header }),
          alg,
        })
        .sign(key.privateKey)
      noteSecret(text, 'proof')
      return text
    },
  }
}

/** A form of a client, with a proof in its header where one is given. */
export function proofRequest(
  place: Place,
  { client_id, client_secret }: FlowClient,
  { endpoint = 'token', form, proof }: { endpoint?: string; form: Change; proof?: string },
): Promise<Answer> {
  const isPublic = client_secret === undefined
  const body = new URLSearchParams(
    defined({ ...(isPublic && { client_id }), ...form }) as Record<string, string>,
  )
  noteSecretsIn(body)
  const headers = {
    ...(!isPublic && { authorization: basic(client_id, client_secret) }),
    ...(proof !== undefined && { dpop: proof }),
  }
  return readAnswer(
    place.trustedFetch(`${place.issuer}/${endpoint}`, { method: 'POST', headers, body }),
  )
}

/** Sends an access token by the scheme DPoP, or as a bearer token. */
export function callWith(
  place: Place,
  url: string,
  token: string,
  { proof, scheme = 'DPoP' }: { proof?: string | undefined; scheme?: string } = {},
): Promise<Answer> {
  const headers = {
    authorization: `${scheme} ${token}`,
    ...(proof !== undefined && { dpop: proof }),
  }
  return readAnswer(place.trustedFetch(url, { headers }))
}

function defined(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
