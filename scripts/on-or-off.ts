import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Settings } from './settings.ts'

/**
 * Reads a setting that is `on` or `off`; one that is absent or empty is what it is unless told.
 * @throws ConfigurationError for another word
 */
export function readOnOrOff(settings: Settings, name: string, unlessTold: boolean): boolean {
  const setting = settings[name] || (unlessTold ? 'on' : 'off')
  if (['on', 'off'].includes(setting)) return setting === 'on'
  const problem = { path: name, message: `must be on or off, not ${setting}` }
  throw new ConfigurationError('The lab cannot start.', [problem])
}
