import type { ConfigurationChange } from '@oauth-lab/kit/admin/configuration-document.ts'
import type { Variant } from './suite.ts'

/** A plan of the suite, and what the lab has to be for it. */
export interface Plan {
  /** The suite's name of it. */
  plan: string
  variant: Variant
  /** What the server configuration has, the profile first. */
  settings: ConfigurationChange
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
} satisfies Record<string, Plan>

export type PlanName = keyof typeof plans
