import { createControlToken } from '@oauth-lab/kit/admin/control-token.ts'
import type { Administration } from '@oauth-lab/kit/admin/administration.ts'
import { fetchJson } from '@oauth-lab/kit/http/fetch-json.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { z } from 'zod'

/** The right to register at the lab's own authorization server. */
export type InitialAccessToken = (sandbox: Sandbox) => Promise<string>

const Answer = z.looseObject({ token: z.string() })

/** Seconds. */
const lifetime = 60

/**
 * The right to register as the lab's own resource server: an initial access token (RFC 7591 §3), which the
 * lab's authorization server gives to those who administer it. Throws PeerError when it can't be asked.
 */
export function createInitialAccessToken(options: {
  origin: string
  administration: Pick<Administration, 'key'>
  fetch: Fetch
}): InitialAccessToken {
  const { origin, administration, fetch } = options
  return async ({ base }) => {
    const url = `${base}/authserver/admin/api/initial-tokens`
    const { status, body } = await fetchJson(fetch, 'initial access token', url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${createControlToken(administration.key, origin)}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: JSON.stringify({ lifetime }),
    })
    const read = Answer.safeParse(body)
    if (status === 201 && read.success) return read.data.token
    throw new PeerError(`The request for an initial access token was answered ${status}.`)
  }
}
