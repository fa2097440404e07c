import { fetchJson } from '@oauth-lab/kit/http/fetch-json.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import type { Exchange } from '../exchange.ts'
import { defaultAudience, issuerOf } from '../server.ts'

const cached = 'published-resources'

/** How many answers of each kind are kept. */
const limit = 100

/** Milliseconds of real time for which a resource counts as not served: a frozen clock would never end it. */
const refusedFor = 5000

interface Answers {
  /** What was found once stays until the sandbox is reset, or others take its place. */
  served: Set<string>
  notServed: Set<string>
}

/**
 * Whether the resource server of this lab serves the resource: its own metadata says so, and names this
 * issuer (RFC 9728 §3.3). So a resource is known before that server has registered, and it alone says
 * which it has. What stands elsewhere is never asked.
 */
export async function isPublished(exchange: Exchange, resource: string): Promise<boolean> {
  const { sandbox } = exchange
  const isBelow = resource.startsWith(`${defaultAudience(sandbox)}/`)
  if (!isBelow || URL.parse(resource)?.href !== resource) return false
  const { served, notServed } = answersOf(exchange)
  if (served.has(resource)) return true
  if (notServed.has(resource)) return false
  const isServed = await ask(exchange, resource)
  if (isServed === true) keep(served, resource)
  if (isServed === false) {
    keep(notServed, resource)
    setTimeout(() => notServed.delete(resource), refusedFor).unref()
  }
  return isServed ?? false
}

function answersOf({ sandbox: { cache } }: Exchange): Answers {
  const known = cache.get(cached) as Answers | undefined
  if (known !== undefined) return known
  const none: Answers = { served: new Set(), notServed: new Set() }
  cache.set(cached, none)
  return none
}

/** The oldest makes place. */
function keep(answers: Set<string>, resource: string): void {
  if (answers.size >= limit) answers.delete(answers.values().next().value!)
  answers.add(resource)
}

/** Undefined where the resource server gave no answer that may be kept. */
async function ask({ server, sandbox }: Exchange, resource: string): Promise<boolean | undefined> {
  const { origin } = sandbox
  const url = `${origin}/.well-known/oauth-protected-resource${resource.slice(origin.length)}`
  try {
    const { status, body } = await fetchJson(server.fetch, 'resource metadata', url)
    if (status >= 500) return undefined
    const metadata = (body ?? {}) as { resource?: unknown; authorization_servers?: unknown }
    return (
      status === 200 &&
      metadata.resource === resource &&
      [metadata.authorization_servers].flat().includes(issuerOf(sandbox))
    )
  } catch (error) {
    if (error instanceof PeerError) return undefined
    throw error
  }
}
