/**
 * `ok`: as it should be. `note`: worth knowing, nothing is wrong. `wrong`: somebody will run into it.
 * `unknown`: could not be looked at, because of something else.
 */
export type State = 'ok' | 'note' | 'wrong' | 'unknown'

/** What a probe found. */
export interface Finding {
  /** The probe's name: `certificate`. */
  probe: string
  state: State
  /** One sentence, without its full stop. */
  says: string
  seen?: string
  expected?: string
  /** The one line that fixes it: a command, or what to change where. */
  fix?: string
}

/** What was found from one place. */
export interface Report {
  /** `this machine`, or the name of a container's service. */
  place: string
  findings: Finding[]
}

/** Findings of one probe. */
export function findingsOf(probe: string) {
  return {
    ok: (says: string): Finding => ({ probe, state: 'ok', says }),
    unknown: (says: string): Finding => ({ probe, state: 'unknown', says }),
    note: (says: string, more: Omit<Finding, 'probe' | 'state' | 'says'> = {}): Finding => ({
      probe,
      state: 'note',
      says,
      ...more,
    }),
    wrong: (says: string, more: Required<Pick<Finding, 'seen' | 'expected' | 'fix'>>): Finding => ({
      probe,
      state: 'wrong',
      says,
      ...more,
    }),
  }
}
