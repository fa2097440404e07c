import type { FastifyInstance } from 'fastify'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import type { ControlContext } from './context.ts'

/** Renews the web server's certificate, where whoever started the lab can do that. */
export function certificateRoutes(api: FastifyInstance, { environment }: ControlContext): void {
  api.post('/certificates/renew', async () => {
    const { renewCertificate } = environment
    if (renewCertificate === undefined) {
      throw new AdminError(501, 'not_supported', 'This lab does not hold its own certificates.')
    }
    return renewCertificate()
  })
}
