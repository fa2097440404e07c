import type { PasswordAttempts } from '@oauth-lab/kit/admin/try-password.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Throttle } from '@oauth-lab/kit/throttle.ts'
import type { Roles } from '../roles.ts'

/**
 * Counts a wrong password here and at the authorization server, whose sign-in page takes the same
 * one, and waits as long as either says: the password is the whole lab's. When that server can't be asked, this count is what there is.
 */
export function createPasswordAttempts(
  roles: Roles,
  throttle: Throttle,
  sandbox: () => Sandbox,
): PasswordAttempts {
  const elsewhere = async <T>(method: string, username: string, address: string) => {
    if (roles.isOwn('authserver')) return undefined
    const query = new URLSearchParams({ username, address }).toString()
    return roles
      .call<T>(sandbox(), 'authserver', method, `attempts?${query}`)
      .catch(() => undefined)
  }
  return {
    async wait(username, address) {
      const [here, there] = await Promise.all([
        throttle.wait(sandbox(), username, address),
        elsewhere<{ wait: number }>('GET', username, address),
      ])
      return Math.max(here, there?.wait ?? 0)
    },
    async failed(username, address) {
      await throttle.failed(sandbox(), username, address)
      await elsewhere('POST', username, address)
    },
    async succeeded(username, address) {
      await throttle.succeeded(sandbox(), username, address)
      await elsewhere('DELETE', username, address)
    },
    inTurn: (username, address, attempt) => throttle.inTurn(sandbox(), username, address, attempt),
  }
}
