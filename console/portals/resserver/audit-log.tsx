import { dataOf } from '../../api/answer.ts'
import { resserver } from '../../api/api.ts'
import { roleNames } from '../../parts/role-shape.tsx'
import { useTitle } from '../../parts/use-title.ts'
import { AuditLog } from '../shared/audit-log.tsx'

/** Who changed what here, and what was refused. */
export function Component() {
  useTitle('Audit log', roleNames.resserver)
  return (
    <AuditLog
      role="resserver"
      load={({ page, search, order, filters }) => {
        const query = { page, order, ...filters, ...(search && { search }) }
        return dataOf(resserver.GET('/resserver/admin/api/audit-log', { params: { query } }))
      }}
    />
  )
}
