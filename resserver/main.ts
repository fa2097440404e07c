import { createLog } from '@oauth-lab/kit/log.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { loadMapping } from './delegation/load-mapping.ts'

try {
  const { listen, environment, root, own } = readConfig(process.env)
  const { LAB_RESSERVER_CLIENT_ID: clientId, LAB_RESSERVER_CLIENT_SECRET: clientSecret } = own
  const mapUser = own.LAB_RESSERVER_HOOKS && (await loadMapping(own.LAB_RESSERVER_HOOKS))
  const { app } = await createApp({
    ...environment,
    fetch: createTrust(root).fetch,
    log: createLog('resserver', process.stdout),
    ...(mapUser && { mapUser }),
    ...(clientId && clientSecret && { credentials: { clientId, clientSecret } }),
  })
  process.once('SIGTERM', () => void app.close().then(() => process.exit(0)))
  await app.listen(listen)
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
