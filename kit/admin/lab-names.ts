/** Names that a lab's roles bring along; whoever knows the roles names them, so that a wrong one does not compile. */
export interface LabNames {
  /** Ids of checks. */
  check: string
  /** Ids of those that a policy may waive. */
  waivable: string
}
