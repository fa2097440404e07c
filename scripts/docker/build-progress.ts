/** What is told while images are built. */
export interface BuildProgress {
  /** Takes a line of BuildKit's plain output. */
  read(line: string): void
}

/**
 * Reads BuildKit's plain output and tells of each command that really runs. What comes from the
 * cache or takes no time is left out.
 * @param onStep gets for example `sources: npm ci --omit=dev`, with the stage of the Dockerfile
 */
export function readBuildProgress(onStep: (text: string) => void): BuildProgress {
  const waiting = new Map<string, string>()
  return {
    read(line) {
      const [, id, rest] = /^#(\d+) (.*)$/.exec(line) ?? []
      if (id === undefined || rest === undefined) return
      const [, stage, command] = /^\[(?:\S+ )?(\S+) +\d+\/\d+\] RUN (.*)$/.exec(rest) ?? []
      if (stage !== undefined && command !== undefined) {
        if (!waiting.has(id)) waiting.set(id, stepOf(stage, command))
        return
      }
      const step = waiting.get(id)
      if (step === undefined || step === '') return
      // Told once.
      waiting.set(id, '')
      if (!/^(?:CACHED|DONE|CANCELED)/.test(rest)) onStep(step)
    },
  }
}

/** The last command of a RUN line without its mounts, or empty for one that takes no time. */
function stepOf(stage: string, run: string): string {
  const bare = run.replaceAll(/--(?:mount|network|security)=\S+\s+/g, '')
  const last = bare.split(/;\s+|&&\s+/).at(-1)!
  const command = last.replaceAll(/\s+/g, ' ').trim()
  return /^(?:find|install) /.test(command) ? '' : `${stage}: ${command}`
}
