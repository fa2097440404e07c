import { runRole } from '@oauth-lab/kit/run-role.ts'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { loadMapping } from './delegation/load-mapping.ts'

await runRole('resserver', readConfig, async ({ environment, own }, parts) => {
  const { LAB_RESSERVER_CLIENT_ID: clientId, LAB_RESSERVER_CLIENT_SECRET: clientSecret } = own
  const mapUser = own.LAB_RESSERVER_HOOKS && (await loadMapping(own.LAB_RESSERVER_HOOKS))
  return createApp({
    ...environment,
    ...parts,
    ...(mapUser && { mapUser }),
    ...(clientId && clientSecret && { credentials: { clientId, clientSecret } }),
  })
})
