import { roleNames } from '@oauth-lab/kit/pages/marks.ts'
import type { Role } from '@oauth-lab/kit/pages/marks.ts'

/** A message of a drawn flow: from whom to whom, over which channel, and what it is in a few words. */
export interface DrawnMessage {
  from: Role
  to: Role
  channel: 'front' | 'back'
  kind: 'ask' | 'answer'
  says: string
}

/** A flow as the start page draws it: its lanes from left to right, and its messages in order. */
export interface DrawnFlow {
  id: string
  name: string
  what: string
  lanes: readonly { role: Role; name: string }[]
  messages: readonly (DrawnMessage & { lane: string })[]
}

const lane = (role: Role) => ({ role, name: roleNames[role] })
const ask = { kind: 'ask' } as const
const answer = { kind: 'answer' } as const
const front = { channel: 'front' } as const
const back = { channel: 'back' } as const

/** The two flows that a newcomer meets: with a person (RFC 6749 §4.1), and without (§4.4). */
export const drawnFlows: readonly DrawnFlow[] = [
  draw({
    id: 'authorization-code',
    name: 'With a person: authorization code',
    what: 'You sign in at the authorization server only. The browser carries a code, never a token.',
    lanes: [lane('browser'), lane('client'), lane('authserver'), lane('resserver')],
    messages: [
      { from: 'browser', to: 'client', ...front, ...ask, says: 'Sign in' },
      { from: 'client', to: 'browser', ...front, ...answer, says: 'Ask over there' },
      { from: 'browser', to: 'authserver', ...front, ...ask, says: 'You sign in and allow it' },
      { from: 'authserver', to: 'browser', ...front, ...answer, says: 'A code, good once' },
      { from: 'browser', to: 'client', ...front, ...ask, says: 'The code' },
      { from: 'client', to: 'authserver', ...back, ...ask, says: 'The code and a secret' },
      { from: 'authserver', to: 'client', ...back, ...answer, says: 'An access token' },
      { from: 'client', to: 'resserver', ...back, ...ask, says: 'The access token' },
      { from: 'resserver', to: 'client', ...back, ...answer, says: 'What is protected' },
    ],
  }),
  draw({
    id: 'client-credentials',
    name: 'Without a person: client credentials',
    what: 'The client asks in its own name. Nobody signs in, and no browser takes part.',
    lanes: [lane('client'), lane('authserver'), lane('resserver')],
    messages: [
      { from: 'client', to: 'authserver', ...back, ...ask, says: 'Its id and its secret' },
      { from: 'authserver', to: 'client', ...back, ...answer, says: 'An access token' },
      { from: 'client', to: 'resserver', ...back, ...ask, says: 'The access token' },
      { from: 'resserver', to: 'client', ...back, ...answer, says: 'What is protected' },
    ],
  }),
]

/** Gives each message the class that draws it from lane to lane: `l1-l2`. */
function draw(flow: Omit<DrawnFlow, 'messages'> & { messages: DrawnMessage[] }): DrawnFlow {
  const place = (role: Role) => flow.lanes.findIndex((one) => one.role === role) + 1
  return {
    ...flow,
    messages: flow.messages.map((message) => ({
      ...message,
      lane: `l${place(message.from)}-l${place(message.to)}`,
    })),
  }
}
