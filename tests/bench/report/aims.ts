/** An aim of the benchmarks and what was found. */
export interface Finding {
  aim: string
  /** The figures. */
  found: string
  /** Absent when this run did not measure it. */
  met?: boolean
}

export function finding(aim: string, found: string | undefined, met: boolean): Finding {
  return found === undefined ? { aim, found: 'not measured in this run' } : { aim, found, met }
}
