import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { PortalHead } from '../../frame/portal.tsx'
import type { RoleName } from '../../parts/role-shape.tsx'
import { roleNames } from '../../parts/role-shape.tsx'
import { useTitle } from '../../parts/use-title.ts'
import type { ServerDefinitionsApi } from './server-definitions-api.ts'
import { TypedForm } from './typed-form.tsx'

/** Takes what a person says of a server that publishes no metadata. */
export function TypeServer({ role, api }: { role: RoleName; api: ServerDefinitionsApi }) {
  useTitle('Type a server in', roleNames[role])
  const navigate = useNavigate()
  const queries = useQueryClient()
  return (
    <>
      <PortalHead
        trail={<Link to={`/${role}/server-definitions`}>Server definitions</Link>}
        title="Type a server in"
      >
        <p>
          For a server that says nothing of itself. It is not asked for its metadata; its keys are
          read. <a href="https://www.rfc-editor.org/rfc/rfc8414#section-2">RFC 8414 §2</a> If it
          publishes metadata, <Link to={`/${role}/server-definitions/new`}>discover it</Link>.
        </p>
      </PortalHead>
      <TypedForm
        role={role}
        api={api}
        onSaved={({ id }) => {
          void queries.invalidateQueries({ queryKey: [role] })
          void navigate(`/${role}/server-definitions/${encodeURIComponent(id)}`)
        }}
      />
    </>
  )
}
