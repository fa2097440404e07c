import { shownList } from '@oauth-lab/kit/check-detail.ts'
import { repeated } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import type { Asked } from '../asked.ts'

/** Every parameter once (RFC 6749 §3.1); a `resource` may come again (RFC 8707 §2). */
export function requireParametersOnce(exchange: Exchange, { parameters }: Asked): void {
  const twice = repeated(parameters).filter((name) => name !== 'resource')
  requireThat(exchange, 'authorization.parameters-once', twice.length === 0, sentTwice(twice))
}

export function sentTwice(names: string[]): string {
  return `Sent more than once: ${shownList(names, ', ')}.`
}
