import type { Party } from '@oauth-lab/explain/catalogue/messages.ts'
import { briefAnswer, briefRequest } from '@oauth-lab/explain/explanation/brief.ts'
import type { LabCheck } from '@oauth-lab/explain/har/har.ts'
import type { Seen } from '@oauth-lab/explain/recording/recording.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { answerTimes } from './answer-times.ts'
import { stageOf, stageOfAnswer } from './stages.ts'
import type { Stage } from './stages.ts'

/** A message of a drawing: a request, or its answer. */
export interface FlowMessage {
  /** The exchange's id, and the half of it. */
  key: string
  exchange: Seen
  side: 'ask' | 'answer'
  /** Its place in the drawing, from 1. */
  number: number
  from: Party
  to: Party
  channel: 'front' | 'back'
  name: string
  /** Method and path, or status. */
  short: string
  /** Real time, milliseconds since 1970. */
  at: number
  checks: readonly LabCheck[]
  stage: Stage
}

/** Messages beside the flow proper: what a client asks for once, and what is no message of the protocol. */
const helpers = [
  'metadata request',
  'resource metadata request',
  'key set request',
  'preflight request',
]

/** Whether an exchange is beside the flow proper. */
export function isHelper({ message }: Seen): boolean {
  return message === undefined || helpers.includes(message.id)
}

/** Whether a check of it failed, or its answer is an error. */
export function hasFailed({ entry, status }: Seen): boolean {
  return status >= 400 || (entry._oauth?.checks ?? []).some(({ outcome }) => outcome === 'failed')
}

/**
 * The messages of some exchanges, in order of time: each request, and each answer where it came.
 * @param options `prefix`: what paths of the sandbox begin with, and are shown without
 */
export function messagesOf(exchanges: readonly Seen[], { prefix = '' } = {}): FlowMessage[] {
  const stages = new Map<string, Stage>()
  const times = answerTimes(exchanges)
  const halves = exchanges.flatMap((exchange) => {
    // Who serves a message calls others meanwhile.
    const { id, parent = '' } = exchange.entry._oauth!
    const stage = stageOf(exchange, stages.get(parent))
    stages.set(id, stage)
    return halvesOf(exchange, { prefix, stage, answeredAt: times.get(id)! })
  })
  return halves
    .sort((a, b) => a.at - b.at)
    .map((half, index): FlowMessage => ({ ...half, number: index + 1 }))
}

function halvesOf(
  exchange: Seen,
  { prefix, stage, answeredAt }: { prefix: string; stage: Stage; answeredAt: number },
): Omit<FlowMessage, 'number'>[] {
  const { from, message, entry, status } = exchange
  const { id, startedAt, role, checks } = (entry as ShownEntry)._oauth
  // What is no message of the protocol is known by who was asked.
  const to = message === undefined ? (role as Party) : exchange.to
  const channel = message?.channel ?? 'front'
  const asked = briefRequest(exchange)
  const ask = {
    key: id,
    exchange,
    side: 'ask',
    from,
    to,
    channel,
    name: asked.name,
    short: shortOf(asked.short, prefix),
    at: startedAt,
    checks,
    stage,
  } as const
  const answered = briefAnswer(exchange)
  if (status === 0 && answered.short !== 'no answer') return [ask]
  const answer = {
    ...ask,
    key: `${id}.answer`,
    side: 'answer',
    from: to,
    to: from,
    name: answered.name,
    short: status === 0 ? '' : String(status),
    at: answeredAt,
    checks: [],
    stage: stageOfAnswer(exchange, stage),
  } as const
  return [ask, answer]
}

/** The lanes say which role it is, so that a path is shown below it. */
function shortOf(line: string, prefix: string): string {
  return line.replace(` ${prefix}/`, ' /').replace(/ \/(?:authserver|resserver|client)\//, ' /')
}
