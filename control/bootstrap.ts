import type { FastifyInstance } from 'fastify'
import type { ClientInfo, UserInfo } from '@oauth-lab/kit/admin/control-client.ts'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from './context.ts'
import { defaultClients } from './default-clients.ts'
import { defaultUsers } from './default-users.ts'
import { setOwnPasswords } from './own-passwords.ts'

/**
 * Gives a sandbox its users and clients, and its configuration where one was given. What is there
 * already stays as it is, so it is safe to run twice; only what belongs to a former origin is made again.
 * @throws ConfigurationError with every problem of the configuration
 */
export async function bootstrap(context: ControlContext, sandbox: Sandbox): Promise<void> {
  await setOwnPasswords(context, sandbox)
  await makeMissing(context, sandbox)
  if (sandbox.id === defaultSandbox) context.bootstrapped = true
}

async function makeMissing(
  { roles, environment }: ControlContext,
  sandbox: Sandbox,
): Promise<void> {
  // Who signs in at a server of the user's own is that server's affair.
  if (roles.isOwn('authserver')) return
  const { configuration } = environment
  const call = <T>(method: string, path: string, body?: unknown) =>
    roles.call<T>(sandbox, 'authserver', method, path, body)

  if (configuration !== undefined) await call('PUT', 'configuration', configuration)
  // One after the other: a second connection costs more time than it saves.
  const users = await call<UserInfo[]>('GET', 'users')
  const clients = await call<ClientInfo[]>('GET', 'clients?self_registered=false')
  const work = [
    ...defaultUsers(environment)
      .filter(({ username }) => !users.some((user) => user.username === username))
      .map((user) => () => call('POST', 'users', user)),
    ...defaultClients(sandbox.base).flatMap((client) => {
      const found = clients.find(({ client_name }) => client_name === client.client_name)
      const make = () => call('POST', 'clients', client)
      if (found === undefined) return make
      if (!isFromElsewhere(found, sandbox)) return []
      return async () => {
        await call('DELETE', `clients/${encodeURIComponent(found.client_id)}`)
        await make()
      }
    }),
  ]
  if (sandbox.settings().seed === null) {
    await Promise.all(work.map((make) => make()))
    return
  }
  // In a seeded sandbox the ids repeat, so their order has to.
  for (const make of work) await make()
}

/** The single-page application stands at the lab's own origin, which may have become another one. */
function isFromElsewhere({ client_name, redirect_uris = [] }: ClientInfo, { base }: Sandbox) {
  return client_name === 'spa' && !redirect_uris.some((uri) => uri.startsWith(`${base}/`))
}

/** `POST bootstrap` makes what is missing, `POST reset` empties every role first. */
export function bootstrapRoutes(api: FastifyInstance, context: ControlContext): void {
  const { roles, sandboxes } = context

  api.post('/bootstrap', async ({ sandbox }, reply) => {
    await bootstrap(context, sandbox)
    return reply.code(204).send()
  })
  api.post('/reset', async ({ sandbox }, reply) => {
    await roles.each((role) => roles.call(sandbox, role, 'POST', 'reset'))
    await bootstrap(context, await sandboxes.reset(sandbox.id))
    return reply.code(204).send()
  })
}
