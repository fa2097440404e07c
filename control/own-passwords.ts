import { createHmac } from 'node:crypto'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { publicPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from './context.ts'
import { defaultUsers } from './default-users.ts'
import type { ControlEnvironment } from './environment.ts'
import { findUserHash } from './learners-user.ts'

/**
 * The same in all sandboxes but the default one, where these passwords were set since it was made. So no lab
 * keeps the public passwords where others reach it. Sandboxes that have them already cost nothing.
 */
export async function setOwnPasswordsEverywhere(context: ControlContext): Promise<void> {
  const { db, environment, sandboxes, roles } = context
  if (roles.isOwn('authserver') || chosenBy(environment).length === 0) return
  const version = versionOf(environment)
  const rows = await db
    .selectFrom('passwords')
    .select('sandbox')
    .where('version', '=', version)
    .execute()
  const done = new Set([defaultSandbox, ...rows.map(({ sandbox }) => sandbox)])
  for (const sandbox of await sandboxes.all()) {
    const { id } = sandbox
    if (!done.has(id) && sandboxes.find(id) !== undefined) await setOwnPasswords(context, sandbox)
  }
}

/** Gives the lab's people in a sandbox the passwords that somebody chose. Public ones replace nothing. */
export async function setOwnPasswords(context: ControlContext, sandbox: Sandbox): Promise<void> {
  if (context.roles.isOwn('authserver')) return
  const { administration } = context.environment
  const hasLearner = (await findUserHash(context.db, sandbox)) !== undefined
  for (const { username, password } of chosenBy(context.environment)) {
    if (hasLearner && username === administration.username) continue
    const path = `users?${new URLSearchParams({ username }).toString()}`
    await context.roles
      .call(sandbox, 'authserver', 'PATCH', path, { password })
      .catch(unlessMissing)
  }
  await noteOwnPasswords(context, sandbox)
}

/** Notes that a sandbox has the passwords of today, if somebody chose them. */
export async function noteOwnPasswords(
  { db, environment }: ControlContext,
  { id: sandbox }: Sandbox,
): Promise<void> {
  if (chosenBy(environment).length === 0) return
  const version = versionOf(environment)
  await db
    .insertInto('passwords')
    .values({ sandbox, version })
    .onConflict((conflict) => conflict.column('sandbox').doUpdateSet({ version }))
    .execute()
}

function chosenBy(environment: ControlEnvironment) {
  return defaultUsers(environment).filter(({ password }) => !publicPasswords.includes(password))
}

/** Another one for other passwords. It tells them to nobody without the lab's key. */
function versionOf(environment: ControlEnvironment): string {
  const people = chosenBy(environment).map(({ username, password }) => [username, password])
  const key = Buffer.from(environment.administration.key, 'hex')
  return createHmac('sha256', key).update(JSON.stringify(people)).digest('base64url')
}

/** Who is missing is made with the password that was chosen, or was removed by somebody. */
function unlessMissing(error: unknown): void {
  if (!(error instanceof AdminError && error.status === 404)) throw error
}
