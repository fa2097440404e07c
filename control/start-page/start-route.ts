import type { FastifyInstance } from 'fastify'
import { readCertificate } from '@oauth-lab/kit/certificates.ts'
import type { UserInfo } from '@oauth-lab/kit/admin/control-client.ts'
import { publicPassword } from '@oauth-lab/kit/default-passwords.ts'
import { clockOf } from '@oauth-lab/kit/pages/clock-line.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import { defaultUsers } from '../default-users.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import { ownClient } from '../own-client.ts'
import { measureLamps } from './lamps.ts'
import { findMissingParts } from './missing-parts.ts'
import type { StartModel } from './start-model.ts'

/** Serves the start page. What a role does not tell is left out, and its lamp says why. */
export function startRoute(app: FastifyInstance, { environment, roles }: ControlContext): void {
  // It tells words of the lessons, which a start need not read.
  let opening: Promise<(model: StartModel) => string> | undefined
  const startPage = () =>
    (opening ??= import('./start-page.ts').then(({ createStartPage }) => createStartPage()))
  const { fetch, administration, certificates } = environment

  /** Whether there is such a user. The page costs the same however many there are. */
  const exists = async (sandbox: Sandbox, username: string): Promise<boolean> => {
    const path = `users?${new URLSearchParams({ username }).toString()}`
    const users = await roles.call<UserInfo[]>(sandbox, 'authserver', 'GET', path).catch(() => [])
    return users.length > 0
  }
  const askSpa = (sandbox: Sandbox) => ownClient(roles, sandbox, 'spa').catch(() => undefined)

  app.get('/', async ({ sandbox }, reply) => {
    const everybody = defaultUsers(environment).toReversed()
    const [lamps, present, spa, missing] = await Promise.all([
      measureLamps(sandbox, fetch, roles.isOwn),
      Promise.all(everybody.map(({ username }) => exists(sandbox, username))),
      askSpa(sandbox),
      findMissingParts(roles, sandbox),
    ])
    const model: StartModel = {
      sandbox,
      lamps,
      people: everybody
        .filter((_user, at) => present[at])
        .map(({ username, password }) => ({
          username,
          password: publicPassword(
            username === administration.username ? 'superuser' : 'developer',
            password,
          ),
          goodFor:
            username === administration.username
              ? 'administers every instance'
              : 'the ordinary case',
        })),
      issuer: sandbox.authorizationServer.issuer,
      resourceScope: sandbox.authorizationServer.resourceScope,
      external: managedRoles.filter((role) => roles.isOwn(role)),
      administrator: administration.username,
      spaClientId: spa?.client_id,
      blank: sandbox.settings().blank,
      missing,
      clock: clockOf(sandbox),
      certificateEnd: certificates && readCertificate(certificates().leaf).notAfter.getTime(),
    }
    return sendPage(reply, (await startPage())(model))
  })
}
