import { failureReason } from '../failure-reason.ts'
import type { JwtDocument } from '../admin/jwt-document.ts'
import type { Actions, Signer } from './intervention.ts'
import { patch } from './patch.ts'
import { isObject } from '../is-object.ts'

type Members = Record<string, unknown>

/** A JWT as a patch sees it. */
interface Decoded {
  header: Members
  claims: Members
}

/** A message as a patch sees it; JWTs stand in any of its fields. */
interface Message {
  headers: Members
  query?: Members
  form?: Members
  json?: unknown
  redirect?: { query: Members; fragment: Members }
}

/** Makes the JWT that stands for another one. */
export type SignJwt = (wanted: JwtDocument) => Promise<string>

/**
 * Patches a message. Where the patch wants `/jwt/NAME`, its JWTs are decoded by the names under which
 * they stand, and what was changed is signed again.
 * @returns a copy, and who signed; or why nothing was changed
 */
export async function patchWithJwts<M extends Message>(
  message: M,
  { change, signedBy = 'current' }: Pick<Actions, 'change'> & { signedBy?: Signer | undefined },
  sign: SignJwt,
): Promise<{ changed: M; signedBy?: Signer } | { problem: string }> {
  if (!change.some(isOfJwt)) return patch(message, change)
  const texts = findJwts(message)
  const jwt = Object.fromEntries([...texts].map(([name, text]) => [name, decode(text)!]))
  const outcome = patch({ ...message, jwt }, change)
  if ('problem' in outcome) return outcome
  const { jwt: after, ...rest } = outcome.changed as M & { jwt: Record<string, unknown> }
  const changed = rest as unknown as M
  try {
    for (const [name, text] of texts) {
      const before = jwt[name]!
      const now = after[name]
      if (JSON.stringify(now) === JSON.stringify(before)) continue
      if (!isDecoded(now)) return { problem: `/jwt/${name} must have header and claims` }
      const made =
        signedBy === 'kept'
          ? [encode(now.header), encode(now.claims), text.split('.')[2]].join('.')
          : await sign(wantedOf(text, before, now, signedBy))
      for (const { fields, name: at } of placesOf(changed)) {
        const value = fields[at]
        if (typeof value === 'string') fields[at] = value.replace(text, made)
      }
    }
  } catch (error) {
    return { problem: `the JWT could not be signed: ${failureReason(error)}` }
  }
  return { changed, signedBy }
}

function isOfJwt(operation: Actions['change'][number]): boolean {
  const paths = 'from' in operation ? [operation.path, operation.from] : [operation.path]
  return paths.some((path) => path === '/jwt' || path.startsWith('/jwt/'))
}

/** The key's own parameters are those of whoever signs, unless the patch has changed them. */
function wantedOf(
  instead: string,
  before: Decoded,
  { header, claims }: Decoded,
  signedBy: Exclude<Signer, 'kept'>,
): JwtDocument {
  const { alg, kid, ...others } = header
  const own = Object.entries({ alg, kid }).filter(([name, value]) => value !== before.header[name])
  const keyHeader = Object.fromEntries(own.map(([name, value]) => [name, value ?? null]))
  return { instead, header: others, keyHeader, claims, signedBy }
}

/** Each JWT by the name of its field; the one of `Authorization` has that name. */
function findJwts(message: Message): Map<string, string> {
  const found = new Map<string, string>()
  for (const { fields, name } of placesOf(message)) {
    const value = fields[name]
    const text =
      name === 'authorization' && typeof value === 'string' ? value.split(' ', 2)[1] : value
    if (typeof text === 'string' && decode(text) !== undefined) found.set(name, text)
  }
  return found
}

function placesOf({ headers, query, form, json, redirect }: Message) {
  const sections = [query, form, json, redirect?.query, redirect?.fragment].filter(isObject)
  const fields = sections.flatMap((section) =>
    Object.keys(section).map((name) => ({ fields: section, name })),
  )
  return [{ fields: headers, name: 'authorization' }, ...fields]
}

function decode(text: string): Decoded | undefined {
  const parts = text.split('.')
  if (parts.length !== 3 || !text.startsWith('eyJ')) return undefined
  try {
    const [header, claims] = parts
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown)
    const decoded = { header, claims }
    return isDecoded(decoded) ? decoded : undefined
  } catch {
    return undefined
  }
}

function encode(members: Members): string {
  return Buffer.from(JSON.stringify(members)).toString('base64url')
}

function isDecoded(value: unknown): value is Decoded {
  return isObject(value) && isObject(value['header']) && isObject(value['claims'])
}
