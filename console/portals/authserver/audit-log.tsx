import { dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { questionOf } from '../../parts/list-address.ts'
import { useTitle } from '../../parts/use-title.ts'
import { AuditLog } from '../shared/audit-log.tsx'

/** The audit log of the authorization server. */
export function Component() {
  useTitle('Audit log', 'Authorization server')
  return (
    <AuditLog
      role="authserver"
      load={(address) => {
        const query = questionOf(address)
        return dataOf(authserver.GET('/authserver/admin/api/audit-log', { params: { query } }))
      }}
    />
  )
}
