import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { bootstrap } from '../bootstrap.ts'
import type { ControlContext } from '../context.ts'

/** Brings a sandbox back to how it was made, in all roles; blank or not. */
export async function emptySandbox(
  context: ControlContext,
  { id }: Sandbox,
  blank: boolean,
): Promise<Sandbox> {
  const { roles, sandboxes } = context
  const sandbox = await sandboxes.put(id, { blank })
  await roles.each((role) => roles.call(sandbox, role, 'PUT', `sandboxes/${id}`, { blank }))
  await roles.each((role) => roles.call(sandbox, role, 'POST', 'reset'))
  const empty = await sandboxes.reset(id)
  await bootstrap(context, empty)
  return empty
}
