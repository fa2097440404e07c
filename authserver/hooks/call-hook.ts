import { runHook } from '@oauth-lab/kit/hooks/run-hook.ts'
import { z } from 'zod'
import type { Exchange } from '../exchange.ts'
import type { Hooks } from './hooks.ts'

const texts = z.array(z.string())
const members = z.record(z.string(), z.unknown()).optional()
const scopes = z.looseObject({ scopes: texts.optional() }).nullish()
const notice = z.string().nullish()

/** What each hook may return. */
const returns = {
  beforeAuthenticate: scopes,
  displayLogin: notice,
  displayPermissions: notice,
  validateUser: z.looseObject({ username: z.string() }).nullish(),
  afterAuthenticate: scopes,
  validateClient: z.boolean().nullish(),
  generateToken: z
    .looseObject({
      accessTokenHeader: members,
      idTokenHeader: members,
      accessToken: members,
      idToken: members,
      response: members,
      introspection: members,
      userInfo: members,
    })
    .nullish(),
} as const satisfies Record<Exclude<keyof Hooks, 'grantTypes'>, z.ZodType>

type Name = keyof typeof returns
type Function<N extends Name> = NonNullable<Hooks[N]>
type Returned<N extends Name> = Awaited<ReturnType<Function<N>>>

/**
 * Calls a hook of the sandbox; undefined where none is loaded.
 * @throws Refusal (500 server_error) when it throws, or returns what it may not
 */
export async function callHook<N extends Name>(
  exchange: Pick<Exchange, 'server' | 'sandbox' | 'checks' | 'request'>,
  name: N,
  ...given: Parameters<Function<N>>
): Promise<Returned<N> | undefined> {
  const hook = exchange.server.hooks(exchange.sandbox)[name] as
    | ((...given: unknown[]) => Returned<N>)
    | undefined
  return hook && runHook(exchange, name, returns[name], () => hook(...given))
}

const granted = { scopes: texts, audience: texts.optional() }

/** What a grant type of a hook may decide. */
export const customGrantResult = z.union([
  z.looseObject({ refused: z.string() }),
  z.looseObject({ username: z.string(), ...granted }),
  z.looseObject({ clientItself: z.literal(true), ...granted }),
])
