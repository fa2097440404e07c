import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import type { MakeSandbox } from '../make-sandbox.ts'
import { allowEverything, allowSpa } from './allow-everything.ts'
import type { Lesson } from './engine/lesson.ts'

const day = 24 * 3600_000

/** Brings a fresh sandbox to where the lesson starts, and empties its recording. @returns values for its texts */
export async function prepare(
  context: ControlContext,
  sandbox: Sandbox,
  lesson: Lesson,
  makeSandbox: MakeSandbox,
): Promise<Readonly<Record<string, string>>> {
  const { roles } = context
  const values = await lesson.prepare?.({
    base: sandbox.base,
    issuer: `${sandbox.base}/authserver/oauth2`,
    allowSpa: (user) => allowSpa(context, sandbox, user),
    async secondSandbox() {
      const { expiresAt } = sandbox.settings()
      const lifetime = Math.ceil(((expiresAt ?? Date.now() + day) - Date.now()) / 1000)
      const { id, base } = await makeSandbox(sandbox, { lifetime })
      return { id, base, issuer: `${base}/authserver/oauth2` }
    },
    allowEverything: (user) => allowEverything(context, sandbox, user),
    call: (role, method, path, body) => roles.call(sandbox, role, method, path, body),
  })
  await roles.each((role) => roles.callEach(sandbox, role, 'DELETE', 'recording'))
  return values ?? {}
}
