import { runRole } from '@oauth-lab/kit/run-role.ts'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'

await runRole('control', readConfig, ({ environment }, parts) =>
  createApp({ ...environment, ...parts }),
)
