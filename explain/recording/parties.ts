import type { Message, Party } from '../catalogue/messages.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { valueOf } from '../exchange/field.ts'

/** Who asks whom. A script that makes a direct call is a client within the browser; a person who opens an address is none. */
export function partiesOf(
  exchange: Exchange,
  message: Message | undefined,
): { from: Party; to: Party } {
  const { from, to, channel } = message ?? { from: 'program', to: 'program', channel: 'back' }
  const asker = askerOf(exchange)
  if (message?.id === 'preflight request') return { from, to }
  if (channel === 'front') return { from: asker === 'program' ? 'program' : from, to }
  if (asker !== undefined && asker !== 'browser') return { from: asker, to }
  if (isByBrowser(exchange)) return { from: isScript(exchange) ? 'spa' : 'browser', to }
  return { from, to }
}

const known: readonly string[] = ['browser', 'client', 'spa', 'authserver', 'resserver', 'program']

function askerOf({ entry }: Exchange): Party | undefined {
  const asker = entry._oauth?.asker
  return asker !== undefined && known.includes(asker) ? (asker as Party) : undefined
}

/** Whether a browser sent it, be it for a page or for a script. */
export function isByBrowser({ entry, requestHeaders }: Exchange): boolean {
  const asker = entry._oauth?.asker
  if (asker !== undefined) return asker === 'browser' || asker === 'spa'
  return (
    entry._resourceType !== undefined ||
    valueOf(requestHeaders, 'sec-fetch-site') !== undefined ||
    (valueOf(requestHeaders, 'user-agent') ?? '').startsWith('Mozilla/')
  )
}

/** Whether a script of a page sent it. */
function isScript({ entry, requestHeaders }: Exchange): boolean {
  const mode = valueOf(requestHeaders, 'sec-fetch-mode')
  if (mode !== undefined) return mode !== 'navigate'
  if (entry._resourceType !== undefined)
    return /^(?:fetch|xhr|preflight)$/.test(entry._resourceType)
  return valueOf(requestHeaders, 'origin') !== undefined
}
