import { createRemoteJWKSet } from 'jose'
import type { CompactVerifyGetKey } from 'jose'
import type { User } from 'oidc-client-ts'
import type { Clock } from '@oauth-lab/kit/clock.ts'
import { decode } from '../tokens/decode.ts'
import type { Decoded } from '../tokens/decode.ts'
import type { Finding } from '../tokens/finding.ts'
import { verifyAccessToken } from '../tokens/verify-access-token.ts'
import { verifyIdToken } from '../tokens/verify-id-token.ts'
import { verifySignature } from '../tokens/signature.ts'
import type { Config } from './config.ts'
import type { SignInFacts } from './session.ts'

/** Reads the keys of `jwksUri` when first needed, and again whenever a token names an unknown key. */
export const keysAt = (jwksUri: string): CompactVerifyGetKey =>
  createRemoteJWKSet(new URL(jwksUri), { cooldownDuration: 0 })

/** A token as it can be read, and what is found of it. */
export type Verified = { decoded: Decoded; findings: Finding[] }

const verified = async (
  token: string,
  decoded: Decoded,
  keys: CompactVerifyGetKey | undefined,
  findings: Finding[],
): Promise<Verified> => {
  if (decoded.opaque) return { decoded, findings }
  const { kid } = decoded.header
  return { decoded, findings: [await verifySignature(token, { keys, kid }), ...findings] }
}

/** What is asked besides the tokens. */
export type Asked = {
  config: Config
  keys: CompactVerifyGetKey | undefined
  clock: Clock
  facts: SignInFacts
}

/** What a resource server looks at in an access token (RFC 9068 §4), tried here for show. Never throws. */
export const checkAccessToken = (
  token: string,
  { config, keys, clock }: Asked,
): Promise<Verified> => {
  const decoded = decode(token)
  const { issuer, audience, token_types: tokenTypes = [] } = config
  const server = { issuer, audience, tokenTypes }
  const context = { server, clientId: config.client_id, clock }
  return verified(token, decoded, keys, verifyAccessToken(decoded, context))
}

/** OpenID Connect Core §3.1.3.7 and §3.1.3.8, one statement each. Never throws. */
export const checkIdToken = async (
  user: Pick<User, 'access_token' | 'id_token'>,
  { config, keys, clock, facts }: Asked,
): Promise<Verified> => {
  const token = user.id_token ?? ''
  const decoded = decode(token)
  const findings = await verifyIdToken(decoded, {
    issuer: config.issuer,
    clientId: config.client_id,
    clock,
    accessToken: user.access_token,
    ...facts,
  })
  return verified(token, decoded, keys, findings)
}
