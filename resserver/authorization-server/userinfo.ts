import { z } from 'zod'
import { fetchJson } from '@oauth-lab/kit/http/fetch-json.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'

const UserInfo = z.looseObject({ sub: z.string() })

/** What the authorization server tells of a user (OpenID Connect Core §5.3.2). */
export type UserInfo = z.output<typeof UserInfo>

/**
 * Asks for the claims of the token's user. Returns undefined when the token is not accepted (§5.3.3).
 * @throws PeerError when the endpoint does not answer, or with something else
 */
export async function requestUserInfo(
  fetch: Fetch,
  endpoint: string,
  token: string,
): Promise<UserInfo | undefined> {
  const { status, body } = await fetchJson(fetch, 'UserInfo', endpoint, {
    headers: { accept: 'application/json', authorization: `Bearer ${token}` },
  })
  if (status === 401 || status === 403) return undefined
  const read = UserInfo.safeParse(body)
  if (status !== 200 || !read.success) {
    throw new PeerError(`The UserInfo request was answered ${status}.`)
  }
  return read.data
}
