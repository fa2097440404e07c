import { createControlToken } from '../admin/control-token.ts'
import type { Administration } from '../admin/administration.ts'
import { fetchJson } from '../http/fetch-json.ts'
import type { Sandbox } from '../sandbox.ts'
import type { Fetch } from '../trust.ts'
import type { SignJwt } from './patch-jwts.ts'

/** Who may ask the lab's authorization server for signatures, and how. */
export interface Asking {
  origin: string
  administration: Pick<Administration, 'key'>
  fetch: Fetch
}

/**
 * Has the lab's authorization server sign a JWT. Throws Error when it can't be asked, or an external
 * one stands there, whose keys the lab does not have.
 */
export function askSignature(
  { origin, administration, fetch }: Asking,
  { base, authorizationServer }: Sandbox,
): SignJwt {
  return async (wanted) => {
    if (authorizationServer.external) {
      throw new Error('the keys are those of an external authorization server')
    }
    const url = `${base}/authserver/admin/api/jwts`
    const { status, body } = await fetchJson(fetch, 'signature', url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${createControlToken(administration.key, origin)}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: JSON.stringify(wanted),
    })
    const { token, error_description: why = '' } = body as Record<string, string | undefined>
    if (status !== 201 || token === undefined) {
      throw new Error(`the authorization server answered ${status} ${why}`.trim())
    }
    return token
  }
}
