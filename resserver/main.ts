import { runRole } from '@oauth-lab/kit/run-role.ts'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'

const server = await runRole('resserver', readConfig, ({ environment, own }, parts) => {
  const { LAB_RESSERVER_CLIENT_ID: clientId, LAB_RESSERVER_CLIENT_SECRET: clientSecret } = own
  return createApp({
    ...environment,
    ...parts,
    hooks: own.LAB_HOOKS,
    ...(clientId && clientSecret && { credentials: { clientId, clientSecret } }),
  })
})
server?.registerWhenPossible()
