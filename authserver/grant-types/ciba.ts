import { parameter } from '@oauth-lab/kit/form.ts'
import { backchannel } from '../backchannel/backchannel-requests.ts'
import { requireThat } from '../checks.ts'
import { issueAnswered } from '../waiting/require-answered.ts'
import type { QuestionChecks } from '../waiting/require-answered.ts'
import { cibaName } from './grant-type.ts'
import type { GrantType } from './grant-type.ts'

const checks: QuestionChecks = {
  present: 'auth-req-id.present',
  known: 'auth-req-id.known',
  ofClient: 'auth-req-id.of-client',
  unused: 'auth-req-id.unused',
  fresh: 'auth-req-id.fresh',
  allowed: 'auth-req-id.allowed',
  pace: 'auth-req-id.pace',
  answered: 'auth-req-id.answered',
}

/** Tokens for a client whose user was asked elsewhere and has allowed it (CIBA Core §10.1). */
export const ciba: GrantType = {
  name: cibaName,
  onByDefault: false,
  begins: true,
  takesDetails: true,
  clients: 'confidential',
  async grant(exchange) {
    const { backchannel_token_delivery_mode: mode } = exchange.client.metadata
    requireThat(exchange, 'auth-req-id.asks', mode !== 'push')
    const sent = parameter(exchange.form, 'auth_req_id')
    return issueAnswered(exchange, cibaName, { requests: backchannel, checks, sent })
  },
}
