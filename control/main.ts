import { readFileSync } from 'node:fs'
import { readCertificate } from '@oauth-lab/kit/certificates.ts'
import { runRole } from '@oauth-lab/kit/run-role.ts'
import { staticPaths } from '@oauth-lab/webserver/routes.ts'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'

const control = await runRole('control', readConfig, ({ environment, own }, parts) => {
  const { LAB_LEAF_CERTIFICATE: leaf } = own
  return createApp({
    ...environment,
    ...parts,
    staticPaths,
    // Read each time: the certificate may have been renewed.
    ...(leaf && { certificateEnd: () => readCertificate(readFileSync(leaf, 'utf8')).notAfter }),
  })
})
control?.bootstrap()
