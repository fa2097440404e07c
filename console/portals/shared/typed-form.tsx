import { useBodySchema } from '../../api/schema.ts'
import type { Members } from '../../parts/form/changes.ts'
import { DocumentForm } from '../../parts/form/document-form.tsx'
import type { Group } from '../../parts/form/document-form.tsx'
import { sameOf } from '../../parts/form/same-of.ts'
import { Loaded } from '../../parts/loaded.tsx'
import type { RoleName } from '../../parts/role-shape.tsx'
import type { NewServer, ServerDefinition, ServerDefinitionsApi } from './server-definitions-api.ts'

const groups: readonly Group[] = [
  { title: 'Which server', members: ['name', 'issuer', 'authority'] },
  { title: 'What it offers', members: ['metadata'] },
]

interface Stored {
  data: ServerDefinition
  etag: string | undefined
}

/** What a person says of a server that publishes no metadata: a new one, or one that is stored. */
export function TypedForm({
  role,
  api,
  stored,
  onSaved,
}: {
  role: RoleName
  api: ServerDefinitionsApi
  stored?: Stored
  onSaved: (definition: ServerDefinition) => void
}) {
  const schema = useBodySchema(`/${role}/admin/api`, 'post', '/server-definitions')
  const id = stored?.data.id
  const before = stored === undefined ? { authority: 'lab' } : typedOf(stored.data)
  const kept = ({ data, etag }: Stored) => ({ data: typedOf(data), etag })
  return (
    <Loaded name="The form" queries={[schema]}>
      {() => (
        <DocumentForm
          key={id}
          isNew={id === undefined}
          schema={schema.data!}
          loaded={{ data: before, etag: stored?.etag }}
          groups={groups}
          reload={async () => kept(await api.open(id!))}
          save={async ({ value, etag }) => {
            const body = toWire(value)
            const saved = await (id === undefined ? api.create(body) : api.replace(id, body, etag))
            setTimeout(() => onSaved(saved.data))
            return kept(saved)
          }}
          same={({ patch, etag }) =>
            id === undefined
              ? sameOf({ method: 'POST', path: api.path, patch: toWire({ ...before, ...patch }) })
              : sameOf({
                  method: 'PUT',
                  path: `${api.path}/${id}`,
                  patch: toWire({ ...before, ...patch }),
                  etag,
                })
          }
        />
      )}
    </Loaded>
  )
}

/** Without `metadata` the server would be discovered. */
function toWire(members: Members): NewServer {
  return { metadata: {}, ...members } as unknown as NewServer
}

/** The members that a person types. */
function typedOf({ name, issuer, authority, metadata }: ServerDefinition): Members {
  return { name, issuer, authority, metadata }
}
