import type { FastifyInstance } from 'fastify'
import { AdminError, refuseUnknown } from '@oauth-lab/kit/admin/admin-error.ts'
import { CertificateInfo, LabCertificates } from '@oauth-lab/kit/admin/route-document.ts'
import { readCertificate } from '@oauth-lab/kit/certificates.ts'
import type { ControlContext } from './context.ts'

/** The web server's certificate: shown, and renewed where whoever started the lab can do that. */
export function certificateRoutes(api: FastifyInstance, { environment }: ControlContext): void {
  const { certificates, renewCertificate } = environment
  const listed = { response: { 200: LabCertificates } }
  api.get('/certificates', { schema: listed }, (): LabCertificates => {
    if (certificates === undefined) refuseUnknown('This lab shows no certificate: it has no TLS.')
    const { leaf, root } = certificates()
    return {
      leaf: describe(leaf),
      root: { ...describe(root), pem: root },
      renewable: renewCertificate !== undefined,
    }
  })
  const response = { 200: CertificateInfo }
  api.post(
    '/certificates/renew',
    { config: { wholeLab: true }, schema: { response } },
    async () => {
      if (renewCertificate === undefined) {
        throw new AdminError(501, 'not_supported', 'This lab does not hold its own certificates.')
      }
      return renewCertificate()
    },
  )
}

function describe(pem: string): CertificateInfo {
  const { notAfter, ...facts } = readCertificate(pem)
  return { ...facts, notAfter: notAfter.toISOString() }
}
