import { isDeepStrictEqual } from 'node:util'
import { protocolClaims } from '@oauth-lab/kit/admin/configuration-document.ts'
import { z } from 'zod'

const wish = z
  .object({
    essential: z.boolean().optional(),
    value: z.unknown().optional(),
    values: z.array(z.unknown()).optional(),
  })
  .nullable()
const wishes = z.record(z.string(), wish)
const schema = z.object({ id_token: wishes.default({}), userinfo: wishes.default({}) })

/** Claims that a request names, by where they are wanted (OpenID Connect Core §5.5). */
export type AskedClaims = z.output<typeof schema>
/** What is said of each; null asks for it and says no more. */
export type Wishes = AskedClaims['id_token']

/** The value of a `claims` parameter; what is not understood in it is ignored. Undefined where it is none. */
export function readAskedClaims(text: string): AskedClaims | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** The names that ask for something of the user, each once; those of the protocol are told anyway. */
export function namesAsked(claims: AskedClaims | undefined): string[] {
  const { id_token = {}, userinfo = {} } = claims ?? {}
  const names = new Set([...Object.keys(id_token), ...Object.keys(userinfo)])
  return [...names].filter((name) => !isOfProtocol(name))
}

/** The same without these. */
export function withoutClaims(
  { id_token, userinfo }: AskedClaims,
  refused: readonly string[],
): AskedClaims {
  const others = (all: Wishes) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !refused.includes(name)))
  return { id_token: others(id_token), userinfo: others(userinfo) }
}

/** Those of a user's claims that are wished for; one with another value than the wished ones is left out. */
export function claimsWished(
  wanted: Wishes | undefined,
  claims: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const told = Object.entries(wanted ?? {}).filter(
    ([name, said]) =>
      !isOfProtocol(name) && Object.hasOwn(claims, name) && fits(said, claims[name]),
  )
  return Object.fromEntries(told.map(([name]) => [name, claims[name]]))
}

function fits(said: Wishes[string], found: unknown): boolean {
  const values = said?.values ?? (said?.value === undefined ? undefined : [said.value])
  return values === undefined || values.some((one) => isDeepStrictEqual(one, found))
}

function isOfProtocol(name: string): boolean {
  return (protocolClaims as readonly string[]).includes(name)
}
