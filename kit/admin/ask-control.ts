import type { Fetch } from '../trust.ts'
import { AdminError } from './admin-error.ts'
import { readAdminToken } from './admin-token.ts'
import type { Administration, Authenticate } from './administration.ts'
import { verifyControlToken } from './control-token.ts'

/**
 * How a role knows an administrator: the signature tells by itself what was never a token; whether one
 * still counts is asked of control each time, over HTTPS, so that a sign-out holds at once. Control's own
 * calls need no question. Without an answer nobody is let in.
 */
export function askControl(lab: {
  origin: string
  administration: Administration
  fetch: Fetch
}): Authenticate {
  const { origin, fetch } = lab
  const { key } = lab.administration
  return async (token, { id, base }) => {
    if (verifyControlToken(key, origin, token)) return { username: 'control', wholeLab: true }
    const claims = readAdminToken(key, origin, token, id)
    if (claims === undefined) return undefined
    const status = await ask(fetch, `${base}/control/api/session`, token)
    if (status === 200) {
      return { username: claims.username, wholeLab: claims.sandbox === undefined }
    }
    if (status === 401) return undefined
    const description = 'Control does not answer, and it alone knows who is signed in.'
    throw new AdminError(503, 'temporarily_unavailable', description)
  }
}

/** The answer's status; 0 for none. */
async function ask(fetch: Fetch, url: string, token: string): Promise<number> {
  try {
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(url, { headers, redirect: 'manual' })
    await response.body?.cancel()
    return response.status
  } catch {
    return 0
  }
}
