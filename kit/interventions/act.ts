import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../checks.ts'
import { answerInstead } from './answer-instead.ts'
import { carriedOf } from './carried.ts'
import { changeRequest, decodeRequest } from './change-request.ts'
import { changeResponse, decodeAnswer } from './change-response.ts'
import { dropBefore, dropWithin } from './drop-connection.ts'
import { messageOf, pathOf } from './fits.ts'
import type { Held } from './held.ts'
import type {
  Action,
  ActionName,
  Carried,
  Decided,
  Intervened,
  Intervention,
} from './intervention.ts'
import { recordWhenCut } from '../recording/record-when-cut.ts'

export type Payload = unknown

/** Whether the handler goes on, an answer has been sent or refused, or the role stops meanwhile. */
export type Verdict = 'go on' | 'answered' | 'stopping'

export interface Exchange {
  request: FastifyRequest
  reply: FastifyReply
}

export interface Waiting {
  held: Held
  isStopped: () => boolean
}

/**
 * Does to a request what interventions want, in their order.
 * @throws Refusal for an error that is wanted
 */
export async function actOnRequest(
  interventions: readonly Intervention[],
  { request, reply }: Exchange,
  { held, isStopped }: Waiting,
): Promise<Verdict> {
  const acting = [...interventions]
  for (const intervention of acting) {
    const action = intervention.do
    const done = note(intervention, { request, reply })
    if ('hold' in action || 'delay' in action) {
      const decided = await wait(intervention, request, held, () => decodeRequest(request))
      if (isStopped()) return 'stopping'
      if (decided)
        acting.splice(acting.indexOf(intervention) + 1, 0, { ...intervention, ...decided })
    } else if ('change' in action) {
      Object.assign(done, await changeRequest(request, action))
    } else if ('answer' in action) {
      const payload = answerInstead(reply, action.answer)
      void reply.send(payload)
      return 'answered'
    } else if ('error' in action) {
      const refusal = refusalOf(action.error)
      // Some errors have a way of their own, such as a redirect; the handler knows it.
      if (request.routeOptions.config.endpoint?.refusesItself !== true) throw refusal
      request.orderedRefusal = refusal
    } else {
      return dropBefore(request, reply)
    }
  }
  return 'go on'
}

/** Does to an answer what interventions want, in their order. */
export async function actOnResponse(
  interventions: readonly Intervention[],
  { request, reply, payload }: Exchange & { payload: Payload },
  { held }: Waiting,
): Promise<Payload> {
  let sent = payload
  const acting = [...interventions]
  for (const intervention of acting) {
    const action = intervention.do
    const done = note(intervention, { request, reply })
    if ('hold' in action || 'delay' in action) {
      const carries = () => decodeAnswer(reply, sent)
      const decided = await wait(intervention, request, held, carries)
      if (decided)
        acting.splice(acting.indexOf(intervention) + 1, 0, { ...intervention, ...decided })
    } else if ('change' in action) {
      const { payload: changed, ...outcome } = await changeResponse(reply, sent, action)
      sent = changed
      Object.assign(done, outcome)
    } else if ('answer' in action) sent = answerInstead(reply, action.answer)
    else if ('drop' in action) {
      await (action.drop === 'within'
        ? dropWithin(request, reply, sent)
        : dropBefore(request, reply))
    }
  }
  return sent
}

/** Notes for the recording what is done. */
function note({ id, by, do: action }: Intervention, { request, reply }: Exchange): Intervened {
  const done: Intervened = { id, do: nameOf(action), by }
  if (request.intervened === undefined) {
    request.intervened = []
    // What passes to an external program is recorded so anyway.
    if (request.passing === undefined) recordWhenCut(request, reply)
  }
  request.intervened.push(done)
  return done
}

function nameOf(action: Action): ActionName {
  return Object.keys(action).find((name) => name !== 'signedBy') as ActionName
}

async function wait(
  { id, at, do: action }: Intervention,
  request: FastifyRequest,
  held: Held,
  carries: () => Carried,
): Promise<Decided | undefined> {
  if ('delay' in action) {
    await held.delay(action.delay)
    return undefined
  }
  const { id: exchange, role, method } = request
  const message = messageOf(request)
  return held.hold({
    exchange,
    intervention: id,
    role,
    at,
    method,
    path: pathOf(request),
    carries: carriedOf(carries()),
    ...(message !== undefined && { message }),
  })
}

const statuses: Record<string, number> = {
  invalid_client: 401,
  invalid_token: 401,
  insufficient_scope: 403,
  server_error: 500,
  temporarily_unavailable: 503,
}

function refusalOf(error: string): Refusal {
  return new Refusal('intervention.error', {
    clause: 'OAuth Lab',
    held: 'Nobody has asked for an error.',
    broken: 'An administrator of this lab has this error answered on purpose.',
    error,
    status: statuses[error] ?? 400,
  })
}
