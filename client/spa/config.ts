import type { ClockState } from '@oauth-lab/kit/admin/clock-document.ts'
import { Refusal } from './failure.ts'

/** What the lab tells this application about itself, in `config.json`. */
export type Config = {
  issuer: string
  client_id: string
  scope: string
  /** What is sent as `resource` (RFC 8707 §2), where the server takes it. */
  resource?: string
  /** `consent` where the server gives `offline_access` for it alone (OpenID Connect Core §11). */
  prompt?: string
  /** What `aud` of an access token names: the resource server as a whole. */
  audience: string
  /** The `typ` of access tokens that the resource server takes besides `at+jwt`. */
  token_types?: string[]
  /** The scope that the protected resources need. */
  resource_scope: string
  /** The clock of the lab. */
  clock?: ClockState
  /** Where the lab shows the messages that it records; absent while it records none. */
  flow?: string
  /** Whether the authorization server is an external program, not the lab's own. */
  external?: boolean
  resources: { protected: string; delegated: string }
}

const wanted = [
  'issuer',
  'client_id',
  'scope',
  'audience',
  'resource_scope',
  'resources.protected',
  'resources.delegated',
]

const at = (document: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name], document)

/** Accepts a whole configuration. Throws a {@link Refusal} that names every member that is missing. */
export const parseConfig = (document: unknown): Config => {
  const missing = wanted.filter((path) => {
    const value = at(document, path)
    return typeof value !== 'string' || value === ''
  })
  if (missing.length === 0) return document as Config
  throw new Refusal({
    heading: 'The configuration of this application is not complete',
    description: `config.json lacks ${missing.join(', ')}`,
    next: 'Nothing was sent. Look whether the lab has started with its clients, then try again.',
  })
}

const toldBy = async (
  response: Response,
): Promise<{ error?: string; error_description?: string }> => {
  const body: unknown = await response.json().catch(() => null)
  return typeof body === 'object' && body ? body : {}
}

/** Reads `config.json` beside the page. Throws a {@link Refusal} when it is missing, unreadable or not complete. */
export const readConfig = async (page: string): Promise<Config> => {
  const response = await fetch(new URL('config.json', page), { cache: 'no-store' })
  if (!response.ok) {
    const told = await toldBy(response)
    throw new Refusal({
      heading: 'This application has no configuration',
      error: told.error ?? `${response.status}`,
      description: told.error_description ?? 'config.json was not found',
      next:
        told.error_description === undefined
          ? 'Nothing was sent. Look whether the lab runs and this sandbox exists, then try again.'
          : 'Nothing was sent. Try again when that is done.',
    })
  }
  const document: unknown = await response.json().catch((cause: unknown) => {
    throw new Refusal(
      {
        heading: 'The configuration of this application cannot be read',
        description: 'config.json is not JSON',
        next: 'Nothing was sent. Look at the log of the lab, then try again.',
      },
      cause,
    )
  })
  return parseConfig(document)
}
