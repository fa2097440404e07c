import type { Examination, Probe } from './examination.ts'
import type { Report } from './finding.ts'
import { observe, tools } from './observe/observe.ts'
import { examineCapabilities } from './probes/capabilities.ts'
import { examineCertificate } from './probes/certificate.ts'
import { examineClock } from './probes/clock.ts'
import { examineCookies } from './probes/cookies.ts'
import { crossOrigin, examineCors } from './probes/cors.ts'
import { examineDiscovery } from './probes/discovery.ts'
import { examineForwarded } from './probes/forwarded.ts'
import { examineIssuer as examineIssuerName } from './probes/issuer.ts'
import { examineJwks } from './probes/jwks.ts'
import { examineName } from './probes/name.ts'
import { examinePort } from './probes/port.ts'
import { foreignRemedies } from './remedies.ts'
import { systemRoots } from './system-roots.ts'

const probes: readonly Probe[] = [
  examineName,
  examinePort,
  examineCertificate,
  examineDiscovery,
  examineCapabilities,
  examineIssuerName,
  examineForwarded,
  examineJwks,
  examineClock,
  examineCookies,
  examineCors,
]

/**
 * Looks at any authorization server or OpenID provider, from outside.
 * @param issuer an issuer, or the address of its metadata
 * @param ca roots to trust besides the system's, PEM
 */
export async function examineIssuer(issuer: string, ca?: string): Promise<Report> {
  const expected = issuerOf(issuer)
  const observation = await observe(
    {
      issuer: expected,
      ca: [...systemRoots(), ...(ca === undefined ? [] : [ca])],
      crossOrigin,
      timeout: 10_000,
    },
    tools,
  )
  const examination: Examination = {
    issuer: expected,
    observation,
    authority:
      ca === undefined ? 'an authority that this system trusts' : 'the CA of --ca, or the system’s',
    remedies: foreignRemedies,
    now: Date.now(),
  }
  return { place: 'this machine', findings: probes.flatMap((probe) => probe(examination)) }
}

/** People paste the address of the metadata too (OpenID Connect Discovery §4, RFC 8414 §3.1). */
export function issuerOf(address: string): string {
  return address
    .replace(/\/\.well-known\/openid-configuration$/, '')
    .replace('/.well-known/oauth-authorization-server', '')
}
