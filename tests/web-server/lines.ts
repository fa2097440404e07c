/** Lines that come one by one. */
export interface Lines {
  all: readonly string[]
  push(line: string): void
  /** The first line that fits, once it has come. @throws Error after a minute */
  find(fits: (line: string) => boolean): Promise<string>
}

const timeout = 60_000

export function createLines(): Lines {
  const all: string[] = []
  const waiting = new Set<(line: string) => void>()
  return {
    all,
    push(line) {
      all.push(line)
      for (const tell of waiting) tell(line)
    },
    find(fits) {
      const found = all.find(fits)
      if (found !== undefined) return Promise.resolve(found)
      return new Promise((resolve, reject) => {
        const end = setTimeout(() => {
          waiting.delete(tell)
          reject(new Error(`no such line among these:\n${all.join('\n')}`))
        }, timeout)
        const tell = (line: string) => {
          if (!fits(line)) return
          clearTimeout(end)
          waiting.delete(tell)
          resolve(line)
        }
        waiting.add(tell)
      })
    },
  }
}
