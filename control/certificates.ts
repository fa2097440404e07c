import type { FastifyInstance } from 'fastify'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { CertificateInfo } from '@oauth-lab/kit/admin/route-document.ts'
import type { ControlContext } from './context.ts'

/** Renews the web server's certificate, where whoever started the lab can do that. */
export function certificateRoutes(api: FastifyInstance, { environment }: ControlContext): void {
  const response = { 200: CertificateInfo }
  api.post(
    '/certificates/renew',
    { config: { wholeLab: true }, schema: { response } },
    async () => {
      const { renewCertificate } = environment
      if (renewCertificate === undefined) {
        throw new AdminError(501, 'not_supported', 'This lab does not hold its own certificates.')
      }
      return renewCertificate()
    },
  )
}
