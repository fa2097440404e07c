import { expected } from '@oauth-lab/kit/check-detail.ts'
import { finding } from './finding.ts'
import type { Finding } from './finding.ts'

/** Whether UserInfo is about the person of the ID token (OpenID Connect Core §5.3.2). */
export function verifyUserInfo(userInfo: unknown, subject: string): Finding {
  const sub = (userInfo as { sub?: unknown } | null)?.sub
  return finding('OpenID Connect Core §5.3.2', sub === subject, {
    held: '`sub` is the one of the ID token.',
    broken: '`sub` is not the one of the ID token.',
    detail: `${expected(subject, sub)} The answer is about somebody else and must not be used.`,
  })
}
