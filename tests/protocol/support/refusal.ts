import assert from 'node:assert/strict'
import { ControlError } from '@oauth-lab/kit/admin/control-client.ts'

/** Why the lab refused what was asked of its control API. */
export async function refusal(work: Promise<unknown>): Promise<ControlError> {
  try {
    await work
  } catch (error) {
    assert.ok(error instanceof ControlError, String(error))
    return error
  }
  return assert.fail('the lab did not refuse')
}
