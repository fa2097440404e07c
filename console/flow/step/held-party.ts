import { messageOf } from '@oauth-lab/explain/catalogue/messages.ts'
import type { Party } from '@oauth-lab/explain/catalogue/messages.ts'
import type { HeldMessage } from '@oauth-lab/kit/interventions/intervention.ts'

/** What a held message is called, who sent it, and who has not seen it yet. */
export interface HeldParties {
  name: string
  from: Party
  to: Party
  side: 'ask' | 'answer'
  channel: 'front' | 'back'
}

/** Reads them from the message's name and from who holds it. */
export function partiesOfHeld({ message, at, role, method, path }: HeldMessage): HeldParties {
  const known = message === undefined ? undefined : messageOf(message)
  const from = known?.from ?? 'program'
  const channel = known?.channel ?? 'back'
  const to = role as Party
  if (at === 'request') {
    return { name: known?.name ?? `${method} ${path}`, from, to, side: 'ask', channel }
  }
  const name = known?.answer ?? `Answer to ${method} ${path}`
  return { name, from: to, to: from, side: 'answer', channel }
}
