import { shown } from '@oauth-lab/kit/check-detail.ts'
import { requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import type { Asked } from '../asked.ts'

export const prompts = ['none', 'login', 'consent', 'select_account']

/** What the user is to be asked (OpenID Connect Core §3.1.2.1). */
export function requirePrompt(exchange: Exchange, { value }: Asked): string[] {
  const prompt = value('prompt')?.split(' ') ?? []
  const known = prompt.every((one) => prompts.includes(one))
  const fits = known && !(prompt.includes('none') && prompt.length > 1)
  requireThat(exchange, 'prompt.known', fits, () => `It is ${shown(value('prompt'))}.`)
  return prompt
}
