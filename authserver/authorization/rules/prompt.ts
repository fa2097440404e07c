import { shown } from '@oauth-lab/kit/check-detail.ts'
import { requireThat } from '../../checks.ts'
import type { ServerConfiguration } from '../../configuration/server-configuration.ts'
import type { Exchange } from '../../exchange.ts'
import type { Asked } from '../asked.ts'

export const prompts = ['none', 'login', 'consent', 'select_account', 'create']
/** Each of them goes without others (OpenID Connect Core §3.1.2.1, OpenID Connect Prompt Create §4.1). */
const alone = ['none', 'create']

/** The values that a server knows (OpenID Connect Prompt Create §4.2). */
export function promptsOffered({ userRegistration }: ServerConfiguration): string[] {
  return prompts.filter((one) => one !== 'create' || userRegistration)
}

/** What the user is to be asked (OpenID Connect Core §3.1.2.1, OpenID Connect Prompt Create §4.1). */
export function requirePrompt(exchange: Exchange, { value }: Asked): string[] {
  const prompt = value('prompt')?.split(' ') ?? []
  const offered = promptsOffered(exchange.configuration)
  const known = prompt.every((one) => offered.includes(one))
  const fits = known && !(prompt.length > 1 && prompt.some((one) => alone.includes(one)))
  requireThat(exchange, 'prompt.known', fits, () => `It is ${shown(value('prompt'))}.`)
  return prompt
}
