import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import type { MakeSandbox } from '../make-sandbox.ts'
import { allowEverything } from './allow-everything.ts'
import type { Lesson } from './engine/lesson.ts'

/** Brings a fresh sandbox to where the lesson starts, and empties its recording. @returns values for its texts */
export async function prepare(
  context: ControlContext,
  sandbox: Sandbox,
  lesson: Lesson,
  _makeSandbox: MakeSandbox,
): Promise<Readonly<Record<string, string>>> {
  const { roles } = context
  const values = await lesson.prepare?.({
    base: sandbox.base,
    allowEverything: (user) => allowEverything(context, sandbox, user),
    call: (role, method, path, body) => roles.call(sandbox, role, method, path, body),
  })
  await roles.each((role) => roles.call(sandbox, role, 'DELETE', 'recording'))
  return values ?? {}
}
