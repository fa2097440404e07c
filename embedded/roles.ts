import { dirname } from 'node:path'
import { createApp as openAuthserver } from '@oauth-lab/authserver/app.ts'
import { createApp as openClient } from '@oauth-lab/client/app.ts'
import { createApp as openControl } from '@oauth-lab/control/app.ts'
import type { Call } from '@oauth-lab/kit/call.ts'
import type { RoleApp } from '@oauth-lab/kit/http/app.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { RoleEnvironment } from '@oauth-lab/kit/role.ts'
import type { FetchTrusting } from '@oauth-lab/kit/trust.ts'
import { createApp as openResserver } from '@oauth-lab/resserver/app.ts'
import type { RoleName } from '@oauth-lab/webserver/routes.ts'

interface Service {
  app: RoleApp
  /** What control has to do once all services answer. */
  bootstrap?(): Promise<void>
  /** Whether control's default sandbox began with users and nothing else. */
  isBlank?(): boolean
  /** What the resource server has to do beside an external authorization server. */
  registerWhenPossible?(): void
}
type CreateApp = (
  environment: RoleEnvironment & { call: Call; fetchTrusting: FetchTrusting } & Record<
      string,
      unknown
    >,
) => Promise<Service>
const services: readonly (readonly [RoleName, CreateApp])[] = [
  ['authserver', openAuthserver],
  ['resserver', openResserver],
  ['client', openClient],
  ['control', openControl],
]

/**
 * Creates the wanted services in parallel; none opens a port.
 * @throws ConfigurationError with the problems of all of them
 */
export async function openRoles(
  wanted: readonly RoleName[],
  environmentOf: (role: RoleName) => Parameters<CreateApp>[0],
): Promise<[RoleName, Service][]> {
  const chosen = services.filter(([role]) => wanted.includes(role))
  const opening = chosen.map(async ([role, createApp]): Promise<[RoleName, Service]> => {
    const service = await createApp(environmentOf(role))
    await service.app.ready()
    return [role, service]
  })
  const settled = await Promise.allSettled(opening)
  const failures = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  const opened = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  if (failures.length === 0) return opened
  await Promise.all(opened.map(([, { app }]) => app.close()))
  throw oneError(failures)
}

/** A bug comes first; the problems of all services are one error, each told once. */
function oneError(failures: unknown[]): unknown {
  const bug = failures.find((failure) => !(failure instanceof ConfigurationError))
  if (bug !== undefined) return bug
  const errors = failures as ConfigurationError[]
  const problems = errors.flatMap((error, index) => {
    const told = errors.slice(0, index).flatMap(({ problems }) => problems)
    return error.problems.filter(({ path }) => !told.some((one) => one.path === path))
  })
  const messages = new Set(problems.map(({ message }) => message))
  const told =
    messages.size === 1 && problems.length > 1 && errors.length > 1
      ? [{ path: dirname(problems[0]!.path), message: problems[0]!.message }]
      : problems
  return new ConfigurationError(errors[0]!.message.split('\n', 1)[0]!, told, { cause: errors[0] })
}
