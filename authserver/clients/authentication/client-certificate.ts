import { X509Certificate } from 'node:crypto'
import { besideClock, expected, shown } from '@oauth-lab/kit/check-detail.ts'
import { clientCertificate } from '@oauth-lab/kit/client-certificate.ts'
import { partsOf } from '@oauth-lab/kit/distinguished-name.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import { check, requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import { clientKeys } from '../client-keys.ts'
import { compareSubject } from './certificate-subject.ts'
import type { ClientAuthenticationMethod } from './method.ts'

/** A certificate of an authority that the server trusts, with the registered subject (RFC 8705 §2.1). */
export const tlsClientAuth = {
  name: 'tls_client_auth',
  confidential: true,
  bySecret: false,
  byCertificate: true,
  read: () => undefined,
  verify(exchange, client) {
    const certificate = requireCertificate(exchange)
    requireAuthority(exchange, certificate)
    const { wanted, found } = compareSubject(certificate, client.metadata)
    const isSame = wanted !== undefined && found.includes(wanted)
    requireThat(exchange, 'client-certificate.subject', isSame, () =>
      expected(wanted ?? 'a registered subject', found.join(' or ') || undefined),
    )
  },
} as const satisfies ClientAuthenticationMethod

/** The certificate that the client registered, whoever made it (RFC 8705 §2.2). */
export const selfSignedTlsClientAuth = {
  name: 'self_signed_tls_client_auth',
  confidential: true,
  bySecret: false,
  byCertificate: true,
  read: () => undefined,
  async verify(exchange, client) {
    const certificate = requireCertificate(exchange)
    const own = certificate.raw.toString('base64')
    const keys = clientKeys(exchange, client)
    const holds = async (ask: typeof keys.current) =>
      (await ask()).some(({ x5c: [first] = [] }) => first === own)
    const isRegistered = await holds(keys.current)
      .then((known) => known || holds(keys.newer))
      .catch((error: unknown) => {
        if (error instanceof PeerError) return false
        throw error
      })
    requireThat(exchange, 'client-certificate.registered', isRegistered)
  },
} as const satisfies ClientAuthenticationMethod

function requireCertificate(exchange: Exchange): X509Certificate {
  const certificate = clientCertificate(exchange.request)
  const { mtlsOrigin } = exchange.sandbox
  requireThat(exchange, 'client-certificate.shown', certificate, () =>
    mtlsOrigin === undefined ? 'This lab has no place for one.' : `Show it at ${mtlsOrigin}.`,
  )
  return certificate
}

/** The authority itself signed the certificate: intermediate ones are not looked for (RFC 5280 §6). */
function requireAuthority(exchange: Exchange, certificate: X509Certificate): void {
  const { sandbox, configuration } = exchange
  const authorities = configuration.clientCertificateAuthorities.flatMap(readAuthority)
  const signer = authorities.find(
    (one) => one.ca && certificate.checkIssued(one) && certificate.verify(one.publicKey),
  )
  requireThat(
    exchange,
    'client-certificate.authority',
    signer !== undefined,
    () => `Its issuer is ${shown(partsOf(certificate.issuer).join(', '))}.`,
  )
  const now = sandbox.clock.now()
  const [from, to] = [certificate.validFromDate.valueOf(), certificate.validToDate.valueOf()]
  check(exchange, 'client-certificate.fresh', from <= now && now < to, () =>
    now < from
      ? besideClock('It begins', from, sandbox.clock)
      : besideClock('It ended', to, sandbox.clock),
  )
}

/** None of a text that only looks like a certificate. */
function readAuthority(pem: string): X509Certificate[] {
  try {
    return [new X509Certificate(pem)]
  } catch {
    return []
  }
}
