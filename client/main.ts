import { runRole } from '@oauth-lab/kit/run-role.ts'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'

await runRole('client', readConfig, ({ environment, own }, parts) => {
  const { LAB_CLIENT_ID: clientId, LAB_CLIENT_SECRET: clientSecret } = own
  return createApp({
    ...environment,
    ...parts,
    ...(clientId && clientSecret && { credentials: { clientId, clientSecret } }),
  })
})
