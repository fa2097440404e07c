import { createControlToken } from '@oauth-lab/kit/admin/control-token.ts'
import { currentExchange } from '@oauth-lab/kit/current-exchange.ts'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlEnvironment } from './environment.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'

/** The other roles' admin APIs, over the wire. An external program in a role's place has none. */
export interface Roles {
  /**
   * Calls a role's admin API in a sandbox and returns its JSON.
   * @throws ConfigurationError with the role's problems, AdminError for everything else it refuses,
   *   and for an external program
   */
  call<T>(
    sandbox: Sandbox,
    role: ManagedRole,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<T>
  /**
   * Asks each process of a role, in parallel, what it alone knows. One that went meanwhile has no answer.
   * @throws as `call`
   */
  callEach<T>(sandbox: Sandbox, role: ManagedRole, method: string, path: string): Promise<T[]>
  /** The addresses of a role's processes at this moment: the lab's origin where control was told of none. */
  addressesOf(role: ManagedRole): Promise<string[]>
  /**
   * Asks the process at an address; undefined where it went meanwhile.
   * @throws as `call`
   */
  callAt<T>(address: string, ...asked: Asked): Promise<T | undefined>
  /** The same for a request that was made here, with its conditions; tells status and ETag of the answer besides. */
  forward(
    sandbox: Sandbox,
    role: ManagedRole,
    method: string,
    path: string,
    sent: { body: unknown; conditions?: Conditions },
  ): Promise<{ answer: unknown; etag: string | undefined; status: number }>
  /** The same in parallel for every role that is the lab's. */
  each<T>(work: (role: ManagedRole) => Promise<T>): Promise<Partial<Record<ManagedRole, T>>>
  /** Whether an external program stands at the role's place. */
  isOwn(role: ManagedRole): boolean
  /** Whether what answers at the role's paths is recorded: by the role, or by what hands on to a program. */
  isRecorded(sandbox: Sandbox, role: ManagedRole): boolean
}

/** A request without a document. */
export type Asked = readonly [sandbox: Sandbox, role: ManagedRole, method: string, path: string]

/** Under which conditions something is changed (RFC 9110 §13). */
export type Conditions = { 'if-match'?: string; 'if-none-match'?: string }

/** Creates the client for the other roles' admin APIs. */
export function createRoles(environment: ControlEnvironment): Roles {
  const { origin, administration, externalRoles = [], programs, processes } = environment
  const isOwn = (role: ManagedRole) => externalRoles.includes(role)
  const bearer = () => createControlToken(administration.key, origin)

  const addressesOf: Roles['addressesOf'] = async (role) =>
    (await processes?.addressesOf(role)) ?? [origin]

  const send = async (
    address: string,
    [sandbox, role, method, path]: Asked,
    { body, conditions }: { body?: unknown; conditions?: Conditions },
  ) => {
    if (isOwn(role)) {
      const description = `The ${role} is an external program; manage it there.`
      throw new AdminError(409, 'own_role', description)
    }
    const url = `${address}${sandbox.prefix}/${role}/admin/api/${path}`
    const call = address === origin ? environment.call : processes!.call
    const headers = {
      authorization: `Bearer ${bearer()}`,
      ...forWhom(),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...conditions,
    }
    const content = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await call(url, { method, headers, ...content }).catch((cause: unknown) => {
      const silent = new AdminError(502, 'bad_gateway', `The ${role} does not answer.`)
      throw Object.assign(silent, { cause })
    })
    const answer = parse(response.text)
    const at = response.headers.findIndex((name) => name.toLowerCase() === 'etag')
    const etag = at < 0 ? undefined : response.headers[at + 1]
    const { status } = response
    if (status < 300) return { answer, etag, status }
    throw asError(role, status, answer, etag)
  }

  const callAt = async <T>(address: string, ...asked: Asked): Promise<T | undefined> => {
    try {
      return (await send(address, asked, {})).answer as T
    } catch (error) {
      const [, role] = asked
      if ((await addressesOf(role)).includes(address)) throw error
      return undefined
    }
  }

  return {
    async call<T>(
      sandbox: Sandbox,
      role: ManagedRole,
      method: string,
      path: string,
      body?: unknown,
    ) {
      return (await send(origin, [sandbox, role, method, path], { body })).answer as T
    },
    async callEach<T>(...asked: Asked) {
      const [, role] = asked
      const addresses = await addressesOf(role)
      const answers = addresses.map((address) => callAt<T>(address, ...asked))
      return (await Promise.all(answers)).filter((answer) => answer !== undefined)
    },
    addressesOf,
    callAt,
    forward: (sandbox, role, method, path, sent) =>
      send(origin, [sandbox, role, method, path], sent),
    async each(work) {
      const entries = await Promise.all(
        managedRoles
          .filter((role) => !isOwn(role))
          .map(async (role) => [role, await work(role)] as const),
      )
      return Object.fromEntries(entries)
    },
    isOwn,
    isRecorded: (sandbox, role) =>
      !isOwn(role) || (programs?.urls[role] !== undefined && sandbox.id === defaultSandbox),
  }
}

/** Who asked for it; what control does by itself is nobody's. */
function forWhom(): Record<string, string> {
  const administrator = currentExchange()?.administrator ?? ''
  return administrator === '' ? {} : { 'lab-administrator': encodeURIComponent(administrator) }
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function asError(role: ManagedRole, status: number, answer: unknown, etag?: string): Error {
  const { error, error_description, problems } = (answer ?? {}) as {
    error?: string
    error_description?: string
    problems?: Problem[]
  }
  const description = error_description ?? `The ${role} answered ${status}.`
  if (status === 400 && problems !== undefined) return new ConfigurationError(description, problems)
  // A role that refuses control's own token is not the caller's mistake.
  if (status === 401)
    return new AdminError(502, 'bad_gateway', `The ${role} does not trust control.`)
  return new AdminError(status, error ?? 'bad_gateway', description, etag)
}
