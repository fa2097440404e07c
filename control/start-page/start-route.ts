import type { FastifyInstance } from 'fastify'
import type { UserInfo } from '@oauth-lab/kit/admin/control-client.ts'
import { publicPassword } from '@oauth-lab/kit/default-passwords.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import { defaultUsers } from '../default-users.ts'
import { ownClient } from '../own-client.ts'
import { measureLamps } from './lamps.ts'
import { createStartPage } from './start-page.ts'
import type { StartModel } from './start-model.ts'

/** Serves the start page. What a role does not tell is left out, and its lamp says why. */
export function startRoute(app: FastifyInstance, { environment, roles }: ControlContext): void {
  const startPage = createStartPage()
  const { origin, fetch, administration, certificateEnd } = environment

  const askUsers = (sandbox: Sandbox) =>
    roles.call<UserInfo[]>(sandbox, 'authserver', 'GET', 'users').catch(() => [])
  const askSpa = (sandbox: Sandbox) => ownClient(roles, sandbox, 'spa').catch(() => undefined)

  app.get('/', async ({ sandbox }, reply) => {
    const [lamps, users, spa] = await Promise.all([
      measureLamps(origin, fetch, roles.isOwn),
      askUsers(sandbox),
      askSpa(sandbox),
    ])
    const model: StartModel = {
      sandbox,
      lamps,
      people: defaultUsers(environment)
        .toReversed()
        .filter(({ username }) => users.some((user) => user.username === username))
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
      administrator: administration.username,
      spaClientId: spa?.client_id,
      now: sandbox.clock.now(),
      certificateEnd: certificateEnd?.().getTime(),
    }
    return sendPage(reply, startPage(model))
  })
}
