import { createHash, randomBytes } from 'node:crypto'
import { createControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import type { ClientInfo } from '@oauth-lab/kit/admin/control-client.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { roles } from '@oauth-lab/webserver/routes.ts'
import type { LabFile } from '../lab-file.ts'
import { findDefinition } from '../require-definition.ts'
import type { Examination, LabState, Probe } from './examination.ts'
import type { Report } from './finding.ts'
import { observe, tools } from './observe/observe.ts'
import { examineIssuer as examineIssuerElsewhere } from './examine-issuer.ts'
import { examineCapabilities } from './probes/capabilities.ts'
import { examineCertificate } from './probes/certificate.ts'
import { examineClock } from './probes/clock.ts'
import { examineCookies } from './probes/cookies.ts'
import { crossOrigin, examineCors } from './probes/cors.ts'
import { examineDiscovery } from './probes/discovery.ts'
import { examineForwarded } from './probes/forwarded.ts'
import { examineHealth } from './probes/health.ts'
import { examineIssuer } from './probes/issuer.ts'
import { examineJwks } from './probes/jwks.ts'
import { examineName } from './probes/name.ts'
import { examinePort } from './probes/port.ts'
import { examineRedirectUris } from './probes/redirect-uris.ts'
import { examineTrustedRoot } from './probes/trusted-root.ts'
import { besideExternalServer } from './remedies.ts'
import type { Remedies } from './remedies.ts'
import { isTrustedHere } from './system-roots.ts'

const probes: readonly Probe[] = [
  examineName,
  examinePort,
  examineCertificate,
  examineHealth,
  examineDiscovery,
  examineIssuer,
  examineForwarded,
  examineJwks,
  examineClock,
  examineRedirectUris,
  examineCookies,
  examineCors,
]

/** What there is to see of a lab whose authorization server stands elsewhere. */
const probesBesideIssuer: readonly Probe[] = [
  examineName,
  examinePort,
  examineCertificate,
  examineHealth,
  examineClock,
]

/** Looks at a lab from this machine, through its public origin, and at an issuer that stands elsewhere. */
export async function examineLab(file: LabFile, remedies: Remedies): Promise<Report[]> {
  const { origin, address, ca, issuerCa } = file
  const issuer = `${origin}/authserver/oauth2`
  const state = await readState(file)
  const known = state instanceof Error ? undefined : state
  const elsewhere = known?.roles.elsewhere === true
  const external = known?.roles.external.includes('authserver') === true
  const observation = await observe(
    {
      issuer,
      ca: [ca].filter(Boolean),
      ...(address !== undefined && { address }),
      pages: {
        ...Object.fromEntries(
          roles
            .filter((role) => !elsewhere || role !== 'authserver')
            .map((role) => [`health ${role}`, `${origin}/${role}/healthz`]),
        ),
        client: `${origin}/client/application/`,
      },
      ...(known && { authorization: authorizationRequest(known.clients) }),
      crossOrigin,
      timeout: 10_000,
    },
    tools,
  )
  const examination: Examination = {
    issuer,
    observation,
    authority: 'the lab’s root',
    remedies: external ? besideExternalServer(remedies) : remedies,
    now: Date.now(),
    lab: {
      origin,
      ...(address !== undefined && { address }),
      ...(state instanceof Error ? { error: state.message } : { state }),
    },
  }
  const chosen = elsewhere ? probesBesideIssuer : probes
  const findings = [
    ...chosen.flatMap((probe) => probe(examination)),
    ...(external && !elsewhere ? examineCapabilities(examination) : []),
    ...examineTrustedRoot(ca === '' ? undefined : isTrustedHere(ca)),
  ]
  const here = { place: 'this machine', findings }
  if (!elsewhere) return [here]
  const { issuer: other } = known.roles
  const there = await examineIssuerElsewhere(other, issuerCa)
  return [here, { ...there, place: `the authorization server ${other}` }]
}

/** What the control API tells, or why it does not. */
async function readState({ origin, address, token, ca }: LabFile): Promise<LabState | Error> {
  const hosts = address === undefined ? {} : { [new URL(origin).hostname]: address }
  const trust = createTrust(ca, { hosts })
  const fetch: typeof trust.fetch = (input, init) =>
    trust.fetch(input, { ...init, signal: AbortSignal.timeout(10_000) })
  const control = createControlClient({ base: origin, token, ca, fetch })
  try {
    const known = await control.roles()
    // An external server's clients and configuration are its own.
    const [clients, config] = known.external.includes('authserver')
      ? [[], {}]
      : await Promise.all([control.clients.list(), findDefinition(control)])
    const askedAt = Date.now()
    const clock = await control.clock.get()
    return { roles: known, clock, clients, config: config ?? {}, askedAt, answeredAt: Date.now() }
  } catch (error) {
    return new Error(`the control API said nothing (${reasonOf(error as Error)})`)
  } finally {
    await trust.close()
  }
}

/** The first sentence of it; what to do is told where the cause is found. */
function reasonOf({ message, cause }: Error): string {
  return (cause instanceof Error ? cause.message : message).split('. ')[0]!
}

/** One that leads to the login page, so that its cookies are seen (RFC 6749 §4.1.1, RFC 7636 §4.3). */
function authorizationRequest(clients: ClientInfo[]): Record<string, string> {
  const spa = clients.find(({ client_name }) => client_name === 'spa')
  const redirect_uri = spa?.redirect_uris?.[0]
  if (spa === undefined || redirect_uri === undefined) return {}
  return {
    response_type: 'code',
    client_id: spa.client_id,
    redirect_uri,
    scope: 'openid',
    state: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(randomBytes(32)).digest('base64url'),
    code_challenge_method: 'S256',
  }
}
