import { dataOf } from '../../api/answer.ts'
import { client } from '../../api/api.ts'
import { roleNames } from '../../parts/role-shape.tsx'
import { useTitle } from '../../parts/use-title.ts'
import { AuditLog } from '../shared/audit-log.tsx'

/** Who changed what here, and what was refused. */
export function Component() {
  useTitle('Audit log', roleNames.client)
  return (
    <AuditLog
      role="client"
      load={({ page, search, order, filters }) => {
        const query = { page, order, ...filters, ...(search && { search }) }
        return dataOf(client.GET('/client/admin/api/audit-log', { params: { query } }))
      }}
    />
  )
}
