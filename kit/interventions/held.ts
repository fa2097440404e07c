import type { Decided, DecidedRelease, HeldMessage } from './intervention.ts'

/** How long a message is held at most, milliseconds of real time. */
export const longestHold = 5 * 60_000

/** The messages that wait in a sandbox. */
export interface Held {
  /** Those that are held until they are released. */
  list(): HeldMessage[]
  /** Resolves when the message may go on, with what is to be done to it. */
  hold(message: Omit<HeldMessage, 'since' | 'until'>): Promise<Decided | undefined>
  /** Resolves after that many milliseconds, or when all are let go. */
  delay(time: number): Promise<void>
  /** Lets go what is held, all at once, and says how many there were. */
  release(wanted: DecidedRelease): number
  /** Lets go everything, also what is delayed. */
  letGo(): void
}

/** Creates an empty set of waiting messages. @param onChange called when another set is held */
export function createHeld(onChange: () => void): Held {
  const held = new Map<HeldMessage, (decided?: Decided) => void>()
  const delayed = new Set<() => void>()
  return {
    list: () => [...held.keys()],
    hold: (message) =>
      new Promise((resolve) => {
        const now = Date.now()
        const since = new Date(now).toISOString()
        const until = new Date(now + longestHold).toISOString()
        const entry: HeldMessage = { ...message, since, until }
        const forget = () => {
          held.delete(entry)
          onChange()
        }
        held.set(entry, wait(longestHold, resolve, forget))
        onChange()
      }),
    delay: (time) =>
      new Promise((resolve) => {
        const end = wait(
          time,
          () => resolve(),
          () => delayed.delete(end),
        )
        delayed.add(end)
      }),
    release({ exchange, intervention, decided }) {
      const wanted = [...held].filter(
        ([message]) =>
          (exchange === undefined || message.exchange === exchange) &&
          (intervention === undefined || message.intervention === intervention),
      )
      for (const [, end] of wanted) end(decided)
      return wanted.length
    },
    letGo() {
      for (const end of [...held.values(), ...delayed]) end()
    },
  }
}

/** Waits some milliseconds; what it returns ends the wait before, with a word on what follows. */
function wait(
  time: number,
  resolve: (decided?: Decided) => void,
  forget: () => void,
): (decided?: Decided) => void {
  const end = (decided?: Decided) => {
    clearTimeout(timer)
    forget()
    resolve(decided)
  }
  const timer = setTimeout(() => end(), time).unref()
  return end
}
