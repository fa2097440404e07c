/** What `--install` or `--uninstall` did in one place, or why it did nothing there. */
export interface Step {
  place: string
  done: boolean
  /** Where it was done, or why not. */
  says: string
  /** The one line that does by hand what was left. */
  byHand?: string
}

/** The name under which the lab's root stands in every store. */
export const nickname = 'OAuth Lab'
/** The root's own name, by which macOS and Windows find it. */
export const commonName = 'OAuth Lab root'
