import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { PortalHead } from '../../frame/portal.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import type { RoleName } from '../../parts/role-shape.tsx'
import { roleNames } from '../../parts/role-shape.tsx'
import { useTitle } from '../../parts/use-title.ts'
import { Discovered } from './discovered.tsx'
import type { ServerDefinition, ServerDefinitionsApi } from './server-definitions-api.ts'
import { TypedForm } from './typed-form.tsx'

/** A server definition: what its server says now, or what a person typed of it, to be changed. */
export function OpenServer({ role, api }: { role: RoleName; api: ServerDefinitionsApi }) {
  const { id = '' } = useParams()
  const queries = useQueryClient()
  const definition = useQuery({
    queryKey: [role, 'server-definition', id],
    queryFn: () => api.open(id),
  })
  const stored = definition.data
  const found = useQuery({
    queryKey: [role, 'discovery', id, stored?.etag],
    queryFn: () => api.discover(askedOf(stored!.data)),
    enabled: stored !== undefined,
  })
  useTitle(stored?.data.name ?? 'Server definition', roleNames[role])
  return (
    <>
      <PortalHead
        trail={<Link to={`/${role}/server-definitions`}>Server definitions</Link>}
        title={stored?.data.name ?? 'Server definition'}
      >
        <p>
          Issuer <code>{stored?.data.issuer}</code>
        </p>
      </PortalHead>
      <Loaded name="What the server says" queries={[definition, found]}>
        {() => (
          <div className="stack">
            {stored!.data.metadata !== null && (
              <TypedForm
                role={role}
                api={api}
                stored={stored!}
                onSaved={() => void queries.invalidateQueries({ queryKey: [role] })}
              />
            )}
            <Discovered found={found.data!} />
          </div>
        )}
      </Loaded>
    </>
  )
}

function askedOf({ issuer, authority, metadata }: ServerDefinition) {
  return { issuer, authority, ...(metadata !== null && { metadata }) }
}
