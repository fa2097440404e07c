import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'

/**
 * Turns the debug log on in a run of `./lab test`, which searches all logs for secrets. It does nothing
 * otherwise, nor where the authorization server is somebody else's.
 */
export async function tellSteps(control: ControlClient): Promise<void> {
  if (process.env['LAB_TEST_SECRETS'] === undefined) return
  await control.debugLog.set({ seconds: 3600 }).catch(() => undefined)
}
