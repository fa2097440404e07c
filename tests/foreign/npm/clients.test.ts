import { join } from 'node:path'
import { clientSuite } from '../support/client-suite.ts'
import type { ForeignClient } from '../support/client-suite.ts'
import { useForeignLab } from '../support/foreign-lab.ts'

const lab = useForeignLab()

const applications: Omit<ForeignClient, 'command'>[] = [
  { name: 'openid-client' },
  { name: 'oauth4webapi' },
  { name: 'express-openid-connect', logout: '/logout' },
  { name: 'passport-openidconnect', authentication: 'client_secret_post' },
]

for (const application of applications) {
  const command: ForeignClient['command'] = async ({ root }) => ({
    program: process.execPath,
    args: [join(import.meta.dirname, application.name, 'app.js')],
    env: { NODE_EXTRA_CA_CERTS: root },
  })
  clientSuite({ ...application, command }, lab)
}
