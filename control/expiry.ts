import type { EndTime, Ending } from '@oauth-lab/kit/admin/clock-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from './context.ts'

const lastYear = Date.parse('9999-12-31T23:59:59Z')

/**
 * The moment at which something has ended, as ISO time. A JWT says it itself; the authorization server
 * knows the rest.
 * @throws ConfigurationError when nobody knows it, or a clock can't go there
 */
export async function expiryOf(
  { roles }: ControlContext,
  sandbox: Sandbox,
  ending: Ending,
): Promise<string> {
  const refuse = (path: string, message: string) =>
    new ConfigurationError('The clock cannot be set.', [{ path: `toExpiryOf.${path}`, message }])
  const told = ending.token === undefined ? undefined : expOf(ending.token)
  const ask = () => roles.call<EndTime>(sandbox, 'authserver', 'POST', 'expiries', ending)
  const expiresAt =
    told ??
    (
      await ask().catch((error: unknown) => {
        if (!(error instanceof ConfigurationError)) throw error
        const [{ path, message }] = error.problems as [{ path: string; message: string }]
        throw refuse(path, message)
      })
    ).expiresAt
  if (expiresAt >= 0 && expiresAt <= lastYear) return new Date(expiresAt).toISOString()
  throw refuse('token', 'leads out of the years 1970 to 9999')
}

/** The `exp` of a JWT in milliseconds (RFC 7519 §4.1.4); undefined for anything else. */
function expOf(token: string): number | undefined {
  try {
    const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
    const { exp } = JSON.parse(claims) as { exp?: unknown }
    return typeof exp === 'number' ? Math.ceil(exp * 1000) : undefined
  } catch {
    return undefined
  }
}
