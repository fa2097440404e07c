/** Whether a sandbox's ids, secrets and keys follow from a seed. */
export function isSeeded(sandbox: { settings(): { seed: string | null } }): boolean {
  return sandbox.settings().seed !== null
}
