import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { moveClock } from '../clock.ts'
import type { ControlContext } from '../context.ts'
import type { View } from './engine/advance.ts'
import type { Run } from './engine/run.ts'

/** How long a name has to wait after wrong passwords, seconds. */
const lockedFor = 300

/** Moves a lesson's frozen clock on where wrong passwords have locked a name: nobody could wait that long. */
export async function unlock(
  context: ControlContext,
  sandbox: Sandbox,
  run: Run,
  { sightings, state }: View,
): Promise<Run> {
  const locked = sightings.filter(
    ({ id, checks, endedAt }) =>
      checks['login.throttled'] === 'failed' &&
      endedAt > run.startedAt &&
      !run.unlocked.includes(id),
  )
  if (locked.length === 0 || state.clock.mode !== 'frozen') return run
  await moveClock(context, sandbox, { forward: lockedFor })
  return { ...run, unlocked: [...run.unlocked, ...locked.map(({ id }) => id)] }
}
