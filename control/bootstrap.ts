import type { ClientInfo, UserDocument, UserInfo } from '@oauth-lab/kit/admin/control-client.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlEnvironment } from './app.ts'
import { defaultClients } from './default-clients.ts'
import { defaultUsers } from './default-users.ts'
import type { Roles } from './roles.ts'

export interface ControlContext {
  roles: Roles
  environment: ControlEnvironment
}

/**
 * Gives a sandbox its users and clients, and its configuration where one was given. What is there
 * already stays as it is, so it is safe to run twice.
 * @throws ConfigurationError with every problem of the configuration
 */
export async function bootstrap(
  { roles, environment }: ControlContext,
  sandbox: Sandbox,
): Promise<void> {
  const { configuration, administration } = environment
  const call = <T>(method: string, path: string, body?: unknown) =>
    roles.call<T>(sandbox, 'authserver', method, path, body)

  const configure = async () => {
    if (configuration !== undefined) await call('PUT', 'configuration', configuration)
  }
  const makeUsers = async () => {
    const there = await call<UserInfo[]>('GET', 'users')
    const missing = defaultUsers(administration).filter(
      (user) => !there.some(({ username }) => username === user.username),
    )
    await Promise.all(missing.map((user: UserDocument) => call('POST', 'users', user)))
  }
  const makeClients = async () => {
    const there = await call<ClientInfo[]>('GET', 'clients')
    const missing = defaultClients(sandbox.base).filter(
      (client) => !there.some(({ client_name }) => client_name === client.client_name),
    )
    await Promise.all(missing.map((client) => call('POST', 'clients', client)))
  }
  await configure()
  await Promise.all([makeUsers(), makeClients()])
}
