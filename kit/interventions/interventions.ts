import type { FastifyReply, FastifyRequest } from 'fastify'
import { createRandom } from '../random.ts'
import type { Random } from '../random.ts'
import type { Recorder } from '../recording/recording-pool.ts'
import { actOnRequest, actOnResponse } from './act.ts'
import type { Payload, Verdict } from './act.ts'
import { fits } from './fits.ts'
import { createHeld } from './held.ts'
import type { Intervention, InterventionDocument, Moment } from './intervention.ts'
import type { HeldMessage, Release } from './intervention.ts'
import { jsonOf } from './json-of.ts'

/** What is set to be done to a sandbox's messages in one role, and what waits there. */
export interface Interventions {
  add(id: string, by: string, document: InterventionDocument): Intervention
  list(): Intervention[]
  /** Ends one, or all, and lets go what it holds. @returns whether there was one */
  remove(id?: string): boolean
  held(): HeldMessage[]
  /** @returns how many were let go */
  release(wanted: Release): number
  /** Lets go everything, and holds nothing from now on: the role stops. */
  stop(): void
  /** Before the handler; the body has been read. */
  onRequest(request: FastifyRequest, reply: FastifyReply): Promise<Verdict>
  /** Before the answer leaves; returns what is sent in place of the payload. */
  onResponse(request: FastifyRequest, reply: FastifyReply, payload: Payload): Promise<Payload>
}

interface Rule extends Intervention {
  /** How many messages fitted. */
  fitted: number
  random: Random
}

/** How many a sandbox has at most: each request looks at all of them. */
export const mostInterventions = 1000

/** The interventions of a sandbox, made when there are none yet; the sandbox has them until the last one ends. */
export function openInterventions(sandbox: {
  interventions: Interventions | undefined
  recorder: Pick<Recorder, 'wake'>
  random: Random
}): Interventions {
  sandbox.interventions ??= createInterventions(
    sandbox.random,
    () => (sandbox.interventions = undefined),
    () => sandbox.recorder.wake(),
  )
  return sandbox.interventions
}

function createInterventions(
  source: Random,
  onEmpty: () => void,
  onHeld: () => void,
): Interventions {
  const rules = new Map<string, Rule>()
  const held = createHeld(onHeld)
  let stopped = false

  const endThoseOver = () => {
    const now = Date.now()
    for (const { id, until } of rules.values()) {
      if (until !== undefined && Date.parse(until) <= now) rules.delete(id)
    }
    forgetWhenEmpty()
  }
  const forgetWhenEmpty = () => {
    if (rules.size === 0 && held.list().length === 0) onEmpty()
  }

  /** Takes those that act on a message, up to one that ends it; counts them. */
  const take = (at: Moment, request: FastifyRequest, answer?: unknown): Intervention[] => {
    endThoseOver()
    const taken: Rule[] = []
    for (const rule of rules.values()) {
      if (rule.at !== at || !fits(rule.match, request, answer) || !isTaken(rule)) continue
      rule.used += 1
      taken.push(rule)
      if ('answer' in rule.do || 'error' in rule.do || 'drop' in rule.do) break
    }
    return taken
  }
  const waiting = { held, isStopped: () => stopped }

  return {
    add(id, by, { match = {}, at = 'request', do: action, times, lifetime }) {
      const until = lifetime && new Date(Date.now() + lifetime * 1000).toISOString()
      const { seed } = match
      const random = seed === undefined ? source.begin(`dice of ${id}`) : createRandom(seed)
      const limits = { ...(times && { times }), ...(until && { until }) }
      const rule: Rule = { id, by, match, at, do: action, ...limits, used: 0, fitted: 0, random }
      rules.set(id, rule)
      return shown(rule)
    },
    list() {
      endThoseOver()
      return [...rules.values()].map(shown)
    },
    remove(id) {
      const ended = id === undefined ? [...rules.keys()] : rules.has(id) ? [id] : []
      for (const one of ended) {
        rules.delete(one)
        held.release({ intervention: one })
      }
      if (id === undefined) held.letGo()
      forgetWhenEmpty()
      return ended.length > 0
    },
    held: held.list,
    release: held.release,
    stop() {
      stopped = true
      held.letGo()
    },
    onRequest: (request, reply) =>
      actOnRequest(take('request', request), { request, reply }, waiting),
    onResponse: (request, reply, payload) =>
      actOnResponse(
        take('response', request, jsonOf(payload)),
        { request, reply, payload },
        waiting,
      ),
  }
}

/** Whether it is this one's turn among those that fit. */
function isTaken(rule: Rule): boolean {
  const { match, times, used, random } = rule
  const { nth, probability } = match
  rule.fitted += 1
  return (
    (nth === undefined || rule.fitted === nth) &&
    (times === undefined || used < times) &&
    (probability === undefined || random.bytes(4).readUInt32BE() / 2 ** 32 < probability)
  )
}

function shown({ fitted: _fitted, random: _random, ...intervention }: Rule): Intervention {
  return intervention
}
