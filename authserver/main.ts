import { runRole } from '@oauth-lab/kit/run-role.ts'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'

await runRole('authserver', readConfig, ({ environment, own }, parts) =>
  createApp({
    ...environment,
    ...parts,
    hooks: own.LAB_HOOKS,
    exampleHooks: own.LAB_EXAMPLE_HOOKS === 'on',
  }),
)
