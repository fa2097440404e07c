import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { LabClock, LabClockDocument } from '@oauth-lab/kit/admin/clock-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import type { ClockState } from '@oauth-lab/kit/admin/clock-document.ts'
import { changeClock, describeClock } from '@oauth-lab/kit/clock.ts'
import type { ClockChange, ClockSetting } from '@oauth-lab/kit/clock.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from './context.ts'
import { expiryOf } from './expiry.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'

const LabClockChange = LabClockDocument.safeExtend({
  role: z.enum(managedRoles).optional().describe('moves this role alone'),
})

/** Moves the clocks: control's own setting is the lab's, and every role is brought to it exactly. */
export function clockRoutes(api: FastifyInstance, context: ControlContext): void {
  const response = { 200: LabClock }
  api.get('/clock', { schema: { response } }, ({ sandbox }) => read(context, sandbox))
  api.put('/clock', { schema: { body: LabClockChange, response } }, async (request) => {
    const { sandbox } = request
    const { role, toExpiryOf, ...moved } = readDocument(LabClockChange, request.body)
    const change =
      toExpiryOf === undefined
        ? moved
        : { ...moved, at: await expiryOf(context, sandbox, toExpiryOf) }
    if (role !== undefined) {
      await context.roles.call(sandbox, role, 'PUT', 'clock', change)
    } else {
      await moveClock(context, sandbox, change)
    }
    return read(context, sandbox)
  })
}

/** Moves the lab's clock, and with it every role's. @throws ConfigurationError as `changeClock` does */
export async function moveClock(
  context: ControlContext,
  sandbox: Sandbox,
  change: ClockChange,
): Promise<void> {
  const setting = changeClock(sandbox.settings().clock, change)
  await context.sandboxes.put(sandbox.id, { clock: setting })
  await context.roles.each((role) => agree(context, sandbox, role, setting))
}

async function read({ roles }: ControlContext, sandbox: Sandbox): Promise<LabClock> {
  return {
    ...describeClock(sandbox.settings().clock, sandbox.clock.now()),
    roles: await roles.each((role) => roles.call<ClockState>(sandbox, role, 'GET', 'clock')),
  }
}

/** A running clock is told by its offset: `at` would be read when the message arrives. */
async function agree(
  { roles }: ControlContext,
  sandbox: Sandbox,
  role: ManagedRole,
  setting: ClockSetting,
): Promise<void> {
  const change =
    setting.mode === 'frozen'
      ? { at: new Date(setting.at).toISOString(), freeze: true }
      : { offset: setting.offset / 1000, run: true }
  await roles.call(sandbox, role, 'PUT', 'clock', change)
}
