/** Lets the work of one key run one after the other; that of different keys runs side by side. */
export interface Turns {
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T>
}

/** Turns within this process; between processes one SQL statement has to decide. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return {
    inTurn(key, work) {
      const before = last.get(key) ?? Promise.resolve()
      const mine = before.then(work, work)
      last.set(key, mine)
      const leave = () => {
        if (last.get(key) === mine) last.delete(key)
      }
      mine.then(leave, leave)
      return mine
    },
  }
}
