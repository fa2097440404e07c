import type { ConfigurationChange } from '@oauth-lab/kit/admin/configuration-document.ts'
import type { Variant } from './suite.ts'

/** A plan of the suite, and what the lab has to be for it. */
export interface Plan {
  /** The suite's name of it. */
  plan: string
  variant: Variant
  /** What the server configuration has, the profile first. */
  settings: ConfigurationChange
  /** Metadata of clients that sign by keys of their own; absent: the suite registers its clients itself. */
  signing?: object
  /** Whether these clients show certificates: their tokens are bound to them (RFC 8705 §3). */
  certificates?: true
}

const registered: Variant = { client_registration: 'dynamic_client' }
const discovered: Variant = { ...registered, server_metadata: 'discovery' }
const byCode: Variant = { response_type: 'code' }
const core: ConfigurationChange = { profile: 'oidc-core' }
const oidc = (name: string, variant: Variant): Plan => ({
  plan: `oidcc-${name}-certification-test-plan`,
  variant,
  settings: core,
})

const withDpop: Variant = {
  client_auth_type: 'private_key_jwt',
  sender_constrain: 'dpop',
  fapi_profile: 'plain_fapi',
  openid: 'openid_connect',
}

/** The plans that `./lab conformance` runs, by the names under which it takes them, in their order. */
export const plans = {
  config: oidc('config', {}),
  basic: oidc('basic', discovered),
  'form-post-basic': oidc('formpost-basic', discovered),
  'rp-logout': oidc('rp-initiated-logout', { ...registered, ...byCode }),
  implicit: oidc('implicit', discovered),
  hybrid: oidc('hybrid', discovered),
  'form-post-implicit': oidc('formpost-implicit', discovered),
  'form-post-hybrid': oidc('formpost-hybrid', discovered),
  dynamic: oidc('dynamic', byCode),
  'third-party-login': oidc('3rdparty-init-login', byCode),
  'backchannel-logout': oidc('backchannel-rp-initiated-logout', { ...registered, ...byCode }),
  'frontchannel-logout': oidc('frontchannel-rp-initiated-logout', { ...registered, ...byCode }),
  'fapi2-security': {
    plan: 'fapi2-security-profile-final-test-plan',
    variant: withDpop,
    settings: { profile: 'fapi2-security' },
    signing: { id_token_signed_response_alg: 'PS256' },
  },
  'fapi2-message-signing': {
    plan: 'fapi2-message-signing-final-test-plan',
    variant: {
      ...withDpop,
      fapi_request_method: 'signed_non_repudiation',
      fapi_response_mode: 'jarm',
    },
    settings: { profile: 'fapi2-message-signing' },
    signing: {
      id_token_signed_response_alg: 'PS256',
      authorization_signed_response_alg: 'PS256',
      request_object_signing_alg: 'PS256',
    },
  },
  'fapi1-advanced': {
    plan: 'fapi1-advanced-final-test-plan',
    variant: {
      client_auth_type: 'private_key_jwt',
      fapi_profile: 'plain_fapi',
      fapi_response_mode: 'plain_response',
      fapi_auth_request_method: 'by_value',
    },
    settings: { profile: 'fapi1-advanced' },
    signing: {
      id_token_signed_response_alg: 'PS256',
      request_object_signing_alg: 'PS256',
      response_types: ['code id_token'],
      grant_types: ['authorization_code', 'implicit', 'refresh_token'],
    },
    certificates: true,
  },
} satisfies Record<string, Plan>

export type PlanName = keyof typeof plans
