import { join } from 'node:path'
import { useForeignLab } from '../support/foreign-lab.ts'
import { resourceServerSuite } from '../support/resource-server-suite.ts'

const lab = useForeignLab()

resourceServerSuite(
  {
    name: 'express-oauth2-jwt-bearer',
    command: async ({ root }) => ({
      program: process.execPath,
      args: [join(import.meta.dirname, 'express-oauth2-jwt-bearer', 'app.js')],
      env: { NODE_EXTRA_CA_CERTS: root },
    }),
  },
  lab,
)
