import type { DecidedRelease, HeldMessage } from './intervention.ts'
import type { Shared, SharedRule, Steering } from './steering.ts'

/** The interventions that are stored for all processes; each change is one transaction. */
export interface SharedInterventions {
  add(rule: SharedRule): Promise<void>
  /** Ends one, or all, and lets go what they hold. @returns whether there was one */
  remove(id: string | undefined): Promise<boolean>
  /** Counts a message that fits, and says whether it is its turn. */
  decide(id: string, isTurn: (rule: SharedRule) => boolean): Promise<boolean>
  hold(message: HeldMessage): Promise<void>
  /** It is not held any more. */
  withdraw(message: HeldMessage): Promise<void>
  /** @returns how many were let go */
  release(wanted: DecidedRelease): Promise<number>
}

/** Creates the access to what is stored. */
export function createSharedInterventions({ change }: Shared): SharedInterventions {
  /** What a process left behind that has ended goes, too. */
  const steer = async <T>(work: (steering: Steering) => T): Promise<T> => {
    let result: T
    await change(({ steering: { rules, held } }) => {
      const now = Date.now()
      const steering = {
        rules: rules.filter(({ until }) => until === undefined || Date.parse(until) > now),
        held: held.filter(({ until }) => Date.parse(until) > now),
      }
      result = work(steering)
      return { steering }
    })
    return result!
  }
  return {
    add: (rule) => steer((steering) => void steering.rules.push(rule)),
    remove: (id) =>
      steer((steering) => {
        const { rules, held } = steering
        const stays = (one: string) => id !== undefined && one !== id
        steering.rules = rules.filter((rule) => stays(rule.id))
        steering.held = held.filter(({ intervention }) => stays(intervention))
        return steering.rules.length < rules.length
      }),
    decide: (id, isTurn) =>
      steer(({ rules }) => {
        const rule = rules.find((one) => one.id === id)
        if (rule === undefined) return false
        rule.fitted += 1
        const isTaken = isTurn(rule)
        if (isTaken) rule.used += 1
        return isTaken
      }),
    hold: (message) => steer((steering) => void steering.held.push(message)),
    withdraw: (message) =>
      steer((steering) => {
        steering.held = steering.held.filter((one) => keyOf(one) !== keyOf(message))
      }),
    release: ({ exchange, intervention, decided }) =>
      steer((steering) => {
        const stays = (one: HeldMessage) =>
          (exchange !== undefined && one.exchange !== exchange) ||
          (intervention !== undefined && one.intervention !== intervention)
        const { held } = steering
        const waiting = held.filter((one) => one.decided === undefined)
        // Whoever holds it reads there what is to be done, and takes it away.
        steering.held = held.flatMap((one) =>
          stays(one)
            ? one
            : decided === undefined
              ? []
              : { ...one, decided: one.decided ?? decided },
        )
        return waiting.filter((one) => !stays(one)).length
      }),
  }
}

/** By what a held message is known. */
export function keyOf({ exchange, intervention }: HeldMessage): string {
  return `${exchange} ${intervention}`
}
