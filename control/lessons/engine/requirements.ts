import { longestHold } from '@oauth-lab/kit/interventions/held.ts'
import type { Difference, Requirement } from './lesson.ts'
import { idOf } from './scene.ts'
import type { Scene } from './scene.ts'
import type { Sighting } from './sighting.ts'

type Wanted = string | ((scene: Scene) => string | undefined)

/** A difference, where there is one. */
export function differs(
  name: string,
  holds: boolean,
  wanted: string,
  found: string | undefined,
): Difference | undefined {
  return holds ? undefined : { name, wanted, found: found ?? 'nothing' }
}

/** Any condition, in words. */
export function that(
  name: string,
  wanted: string,
  holds: (seen: Sighting, scene: Scene) => boolean,
  found: (seen: Sighting, scene: Scene) => string | undefined = () => 'not so',
): Requirement {
  return (seen, scene) => differs(name, holds(seen, scene), wanted, found(seen, scene))
}

/** Who sent it; `learner` is a browser or a program. What a script sends is a program's too: the console has one. */
export function from(...senders: string[]): Requirement {
  const allowed = senders.flatMap((one) => {
    if (one === 'learner') return ['browser', 'program', 'spa']
    return one === 'program' ? ['program', 'spa'] : one
  })
  const wanted = senders.includes('learner') ? 'you' : senders.join(' or ')
  return (seen) => differs('sender', allowed.includes(seen.from), wanted, seen.from)
}

/** The address to which it went, below the sandbox's base or whole. */
export function to(place: Wanted): Requirement {
  return (seen, scene) => {
    const at = told(place, scene)
    const whole = at.startsWith('/') ? `${scene.values['base']}${at}` : at
    return differs('address', seen.address === whole, whole, seen.address)
  }
}

export function status(wanted: number): Requirement {
  return (seen) => differs('status', seen.status === wanted, `${wanted}`, `${seen.status}`)
}

/** A parameter of the request; a secret is compared by its hash. */
export function sent(name: string, wanted?: Wanted): Requirement {
  return ({ sent: { [name]: value } }, scene) =>
    wanted === undefined
      ? differs(name, value !== undefined, 'a value', value)
      : differs(name, value === told(wanted, scene), told(wanted, scene), value)
}

/** A parameter that must not come. */
export function without(name: string): Requirement {
  return ({ sent: { [name]: value } }) => differs(name, value === undefined, 'nothing', value)
}

/** A member of the answer, or a parameter of the redirect. */
export function answered(name: string, wanted?: Wanted | null): Requirement {
  return ({ answered: { [name]: value } }, scene) => {
    if (wanted === undefined) return differs(name, value !== undefined, 'a value', say(value))
    const one = wanted === null ? null : told(wanted, scene)
    return differs(name, value === one, say(one) ?? '', say(value))
  }
}

/** Scopes that a text holds, or lacks. */
export function scopes(
  read: (seen: Sighting) => unknown,
  wanted: { has?: string[]; lacks?: string[] },
): Requirement {
  return (seen) => {
    const all = words(read(seen))
    const missing = wanted.has?.find((one) => !all.includes(one))
    if (missing !== undefined) return { name: 'scope', wanted: missing, found: all.join(' ') }
    const surplus = wanted.lacks?.find((one) => all.includes(one))
    const name = `scope without ${surplus}`
    return surplus === undefined ? undefined : { name, wanted: 'not there', found: all.join(' ') }
  }
}

export function words(value: unknown): string[] {
  return typeof value === 'string' ? value.split(' ').filter(Boolean) : []
}

/** Checks that held. */
export function passed(...ids: string[]): Requirement {
  return outcome(ids, 'passed')
}
/** Checks that did not hold. */
export function failed(...ids: string[]): Requirement {
  return outcome(ids, 'failed')
}
/** Checks that did not hold, and were waived. */
export function waived(...ids: string[]): Requirement {
  return outcome(ids, 'waived')
}

function outcome(ids: readonly string[], wanted: string): Requirement {
  return ({ checks }) => {
    const other = ids.find((id) => checks[id] !== wanted)
    if (other === undefined) return undefined
    const broken = Object.entries(checks).find(([, one]) => one === 'failed')?.[0]
    const found = checks[other] ?? (broken === undefined ? 'not reached' : `${broken} failed`)
    return { name: other, wanted, found }
  }
}

/** One value of this message is one of an earlier line's. */
export function joined(
  name: string,
  read: (seen: Sighting) => unknown,
  line: string,
  readLine: (seen: Sighting) => unknown,
): Requirement {
  return (seen, { found }) => {
    const earlier = found[line] && readLine(found[line])
    const value = read(seen)
    const holds = earlier !== undefined && value === earlier
    return differs(
      name,
      holds,
      `that of {${line}}`,
      value === undefined ? undefined : 'another one',
    )
  }
}

/** The access token that it shows came with that line's answer. */
export function tokenOf(line: string): Requirement {
  return joined(
    'access token',
    ({ shown }) => shown,
    line,
    ({ answered: { access_token } }) => access_token,
  )
}

/** It belongs to the sign-in of that line. */
export function flowOf(line: string): Requirement {
  return joined(
    'sign-in',
    ({ flow }) => flow,
    line,
    ({ flow }) => flow,
  )
}

/** It belongs to another sign-in than that line. */
export function laterFlowThan(line: string): Requirement {
  return that(
    'sign-in',
    'a new one',
    ({ flow }, { found }) => flow !== found[line]?.flow,
    () => `that of {${line}}`,
  )
}

/** The client of that name asks. */
export function client(name: string): Requirement {
  return (seen, scene) => {
    const id = idOf(scene, name)
    const other = [...scene.is.clients, ...scene.was.clients].find(
      ({ client_id }) => client_id === seen.client,
    )
    return differs(
      'client',
      id !== undefined && seen.client === id,
      name,
      other?.client_name ?? seen.client,
    )
  }
}

/** The lesson held it, and the learner let it go unchanged before it went on by itself. */
export const heldAndReleased: Requirement = ({ interventions, startedAt, endedAt }) => {
  const held = interventions.some(({ do: what, by }) => what === 'hold' && by === 'lesson')
  if (!held) return { name: 'held', wanted: 'by this lesson', found: 'not held' }
  return differs('released', endedAt - startedAt < longestHold, 'by you', 'by itself')
}

/** The learner changed this of the message before it went on. */
export function changedByLearner(...paths: string[]): Requirement {
  return ({ interventions }) => {
    const changed = interventions.flatMap((one) =>
      one.do === 'change' && one.by !== 'lesson' ? (one.changed ?? []) : [],
    )
    const missing = paths.find((path) => !changed.includes(path))
    return missing === undefined
      ? undefined
      : { name: 'changed', wanted: missing, found: changed.join(', ') || 'nothing' }
  }
}

/** Scopes that were ticked on the consent page. */
export function ticked(seen: Sighting): string {
  return (seen.repeated['scope'] ?? [seen.sent['scope'] ?? '']).join(' ')
}

/** A claim that two messages have in common, by where the JWTs stood. */
export function sameClaim(where: string, name: string, line: string): Requirement {
  const read = ({ jwts }: Sighting) => jwts[where]?.claims[name]
  return joined(name, read, line, read)
}

/** The lesson dropped it. */
export const droppedByLesson: Requirement = ({ interventions }) =>
  interventions.some(({ do: what, by }) => what === 'drop' && by === 'lesson')
    ? undefined
    : { name: 'callback', wanted: 'dropped by this lesson', found: 'not dropped' }

/** A claim of a JWT that the message carries. */
export function claim(where: string, name: string, wanted: Wanted): Requirement {
  return ({ jwts }, scene) => {
    const value = jwts[where]?.claims[name]
    const one = told(wanted, scene)
    const holds = Array.isArray(value) ? value.includes(one) : value === one
    return differs(name, holds, one, say(value))
  }
}

function told(wanted: Wanted, scene: Scene): string {
  return (typeof wanted === 'string' ? wanted : wanted(scene)) ?? 'what is not there yet'
}

/** A value for people. */
export function say(value: unknown): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string') return value.startsWith('#') ? 'another one' : value
  return JSON.stringify(value)
}
