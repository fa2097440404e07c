import type { Reply, Request } from './ask.ts'
import type { Holdings } from './holdings.ts'

/** A request that is accepted with a sandbox's own parts, and refused when one of them is another's. */
export interface Attempt {
  /** The parts that are exchanged: each alone, and all together. */
  parts: readonly (keyof Holdings)[]
  request(held: Holdings): Request
  /** Whether the answer is that to what belongs here. */
  accepts(reply: Reply): boolean
  /** Whether the request takes away what others need, so that the sandbox is restored after its twin. */
  spoils?: boolean
}

/** What a route tells everybody, whoever asks: the same, and nothing of another sandbox. */
export const open = 'open'

/** A path for people who came without the slash, and the like: leads on, and tells nothing else. */
export const leadsOn = 'leads on'

export type Row = Attempt | readonly Attempt[] | typeof open | typeof leadsOn

export const isGood = ({ status }: Reply) => status >= 200 && status < 300
export const leads = (to: string | RegExp) => (reply: Reply) =>
  reply.status >= 300 && reply.status < 400 && new RegExp(to).test(reply.location)
export const shows = (words: string) => (reply: Reply) =>
  isGood(reply) && reply.text.includes(words)
