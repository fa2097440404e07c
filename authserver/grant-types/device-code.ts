import { parameter } from '@oauth-lab/kit/form.ts'
import { devices } from '../device/device-codes.ts'
import { issueAnswered } from '../waiting/require-answered.ts'
import type { QuestionChecks } from '../waiting/require-answered.ts'
import { deviceCodeName } from './grant-type.ts'
import type { GrantType } from './grant-type.ts'

const checks: QuestionChecks = {
  present: 'device-code.present',
  known: 'device-code.known',
  ofClient: 'device-code.of-client',
  unused: 'device-code.unused',
  fresh: 'device-code.fresh',
  allowed: 'device-code.allowed',
  pace: 'device-code.pace',
  answered: 'device-code.answered',
}

/** Tokens for a device whose user has allowed it on another one (RFC 8628 §3.4). */
export const deviceCode: GrantType = {
  name: deviceCodeName,
  onByDefault: true,
  begins: true,
  takesDetails: true,
  clients: 'all',
  async grant(exchange) {
    const code = parameter(exchange.form, 'device_code')
    return issueAnswered(exchange, deviceCodeName, { requests: devices, checks, sent: code })
  },
}
