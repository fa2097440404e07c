import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Settings } from './settings.ts'

/**
 * Whether the example hooks of the lab are on (`LAB_EXAMPLE_HOOKS`); they are unless told.
 * @throws ConfigurationError for another word than on and off
 */
export function readExampleHooks({ LAB_EXAMPLE_HOOKS: setting }: Settings): boolean {
  if (setting === undefined || ['', 'on', 'off'].includes(setting)) return setting !== 'off'
  const problem = { path: 'LAB_EXAMPLE_HOOKS', message: `must be on or off, not ${setting}` }
  throw new ConfigurationError('The lab cannot start.', [problem])
}
