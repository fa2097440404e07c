import type { FastifyReply, FastifyRequest } from 'fastify'
import { createRandom } from '../random.ts'
import type { Random } from '../random.ts'
import type { Recorder } from '../recording/recording-pool.ts'
import { actOnRequest, actOnResponse } from './act.ts'
import type { Payload, Verdict } from './act.ts'
import { fits } from './fits.ts'
import { createHeld } from './held.ts'
import type { Intervention, InterventionDocument, Moment } from './intervention.ts'
import type { DecidedRelease, HeldMessage } from './intervention.ts'
import { jsonOf } from './json-of.ts'
import { shareHeld } from './share-held.ts'
import { createSharedInterventions, keyOf } from './shared-interventions.ts'
import type { Shared, Steering } from './steering.ts'

/** What is set to be done to a sandbox's messages in one role, and what waits there. */
export interface Interventions {
  add(rule: Intervention): Intervention
  list(): Intervention[]
  /** Ends one, or all, and lets go what it holds. @returns whether there was one */
  remove(id?: string): boolean
  held(): HeldMessage[]
  /** @returns how many were let go */
  release(wanted: DecidedRelease): number
  /** Brings what stands and is held here to what all processes know. */
  follow(steering: Steering): void
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
  shared: Shared | undefined
}): Interventions {
  sandbox.interventions ??= createInterventions(
    sandbox,
    () => (sandbox.interventions = undefined),
    () => sandbox.recorder.wake(),
  )
  return sandbox.interventions
}

/** An intervention that is asked for, as it stands from now on. */
export function ruleOf(
  id: string,
  by: string,
  { match = {}, at = 'request', do: action, times, lifetime }: InterventionDocument,
): Intervention {
  const until = lifetime && new Date(Date.now() + lifetime * 1000).toISOString()
  const limits = { ...(times && { times }), ...(until && { until }) }
  return { id, by, match, at, do: action, ...limits, used: 0 }
}

function createInterventions(
  { random: source, shared }: { random: Random; shared: Shared | undefined },
  onEmpty: () => void,
  onHeld: () => void,
): Interventions {
  const rules = new Map<string, Rule>()
  const held = createHeld(onHeld)
  const stored = shared && createSharedInterventions(shared)
  const announced = new Set<string>()
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
  const take = async (at: Moment, request: FastifyRequest, answer?: unknown) => {
    endThoseOver()
    const taken: Intervention[] = []
    for (const rule of [...rules.values()].filter((one) => one.at === at)) {
      if (!fits(rule.match, request, answer)) continue
      const isTaken = stored
        ? await stored.decide(rule.id, (counted) => isTurn({ ...rule, ...counted }))
        : count(rule)
      if (!isTaken) continue
      taken.push(rule)
      if ('answer' in rule.do || 'error' in rule.do || 'drop' in rule.do) break
    }
    return taken
  }
  const waiting = {
    held: shared && stored ? shareHeld(held, { shared, stored }, announced) : held,
    isStopped: () => stopped,
  }
  const stand = (intervention: Intervention): Rule => {
    const { id, match } = intervention
    const { seed } = match
    const random = seed === undefined ? source.begin(`dice of ${id}`) : createRandom(seed)
    const rule: Rule = { ...intervention, fitted: 0, random }
    rules.set(id, rule)
    return rule
  }
  const end = (id: string) => {
    rules.delete(id)
    held.release({ intervention: id })
  }

  return {
    add: (intervention) => shown(stand(intervention)),
    list() {
      endThoseOver()
      return [...rules.values()].map(shown)
    },
    remove(id) {
      const ended = id === undefined ? [...rules.keys()] : rules.has(id) ? [id] : []
      for (const one of ended) end(one)
      if (id === undefined) held.letGo()
      forgetWhenEmpty()
      return ended.length > 0
    },
    held: held.list,
    release: held.release,
    follow(steering) {
      const known = new Set(steering.rules.map(({ id }) => id))
      for (const id of rules.keys()) if (!known.has(id)) end(id)
      for (const rule of steering.rules) if (!rules.has(rule.id)) stand(rule)
      const stays = new Map(steering.held.map((message) => [keyOf(message), message]))
      for (const message of held.list()) {
        if (!announced.has(keyOf(message))) continue
        const { exchange, intervention } = message
        const stored = stays.get(keyOf(message))
        if (stored !== undefined && stored.decided === undefined) continue
        held.release({ exchange, intervention, decided: stored?.decided })
      }
      forgetWhenEmpty()
    },
    stop() {
      stopped = true
      held.letGo()
    },
    onRequest: async (request, reply) =>
      actOnRequest(await take('request', request), { request, reply }, waiting),
    onResponse: async (request, reply, payload) =>
      actOnResponse(
        await take('response', request, jsonOf(payload)),
        { request, reply, payload },
        waiting,
      ),
  }
}

/** Counts a message that fits, and says whether it is its turn. */
function count(rule: Rule): boolean {
  rule.fitted += 1
  const isTaken = isTurn(rule)
  if (isTaken) rule.used += 1
  return isTaken
}

/** Whether it is the turn of the message that was counted last. */
function isTurn({ match, times, used, fitted, random }: Rule): boolean {
  const { nth, probability } = match
  return (
    (nth === undefined || fitted === nth) &&
    (times === undefined || used < times) &&
    (probability === undefined || random.bytes(4).readUInt32BE() / 2 ** 32 < probability)
  )
}

function shown({ fitted: _fitted, random: _random, ...intervention }: Rule): Intervention {
  return intervention
}
