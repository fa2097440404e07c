import { dataOf } from '../../api/answer.ts'
import { resserver } from '../../api/api.ts'
import { roleNames } from '../../parts/role-shape.tsx'
import { questionOf } from '../../parts/list-address.ts'
import { useTitle } from '../../parts/use-title.ts'
import { AuditLog } from '../shared/audit-log.tsx'

/** Who changed what here, and what was refused. */
export function Component() {
  useTitle('Audit log', roleNames.resserver)
  return (
    <AuditLog
      role="resserver"
      load={(address) => {
        const query = questionOf(address)
        return dataOf(resserver.GET('/resserver/admin/api/audit-log', { params: { query } }))
      }}
    />
  )
}
