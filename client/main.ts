import { createLog } from '@oauth-lab/kit/log.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'

try {
  const { listen, environment, root, own } = readConfig(process.env)
  const { LAB_CLIENT_ID: clientId, LAB_CLIENT_SECRET: clientSecret } = own
  const { app } = await createApp({
    ...environment,
    fetch: createTrust(root).fetch,
    log: createLog('client', process.stdout),
    ...(clientId && clientSecret && { credentials: { clientId, clientSecret } }),
  })
  process.once('SIGTERM', () => void app.close().then(() => process.exit(0)))
  await app.listen(listen)
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
