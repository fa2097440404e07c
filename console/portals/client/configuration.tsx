import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from 'react-router'
import { answerOf, dataOf } from '../../api/answer.ts'
import { client } from '../../api/api.ts'
import { ifMatch } from '../../api/if-match.ts'
import { useBodySchema } from '../../api/schema.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { AskedAction } from '../../parts/action.tsx'
import { DocumentForm } from '../../parts/form/document-form.tsx'
import type { Members } from '../../parts/form/changes.ts'
import { afterDeletion } from '../../parts/form/leave-guard.tsx'
import { sameOf } from '../../parts/form/same-of.ts'
import { textOf } from '../../parts/form/text-of.ts'
import { MissingCard } from '../../parts/missing-card.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useTitle } from '../../parts/use-title.ts'
import {
  configurationGroups,
  configurationHelp,
  configurationsPath,
  servers,
  withGrantTypes,
} from './configuration-form.ts'
import { Registration } from './registration.tsx'
import type { Configuration } from './registration.tsx'

const nothing = { data: {}, etag: undefined }

/** One client configuration, or a new one. */
export function Component() {
  const { id } = useParams()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const schema = useBodySchema('/client/admin/api', 'post', '/client-configurations')
  const first = useQuery({
    queryKey: [...servers.queryKey, 'first'],
    queryFn: () => servers.load('', 1),
  })
  const stored = useQuery({
    queryKey: ['client', 'configuration', id],
    queryFn: () => (id === undefined ? Promise.resolve(nothing) : read(id)),
  })
  const name = textOf(stored.data?.data['name' as never]) || 'Create a client configuration'
  useTitle(name, 'Client')
  const again = () => void queries.invalidateQueries({ queryKey: ['client'] })
  return (
    <>
      <PortalHead
        trail={<Link to="/client/configurations">Client configurations</Link>}
        title={name}
        actions={
          id !== undefined && (
            <AskedAction
              label="Delete"
              title={`Delete ${name}?`}
              keep="Keep it"
              go="Delete it"
              act={() =>
                dataOf(client.DELETE(`${configurationsPath}/{id}`, { params: { path: { id } } }))
              }
              onDone={() => {
                again()
                void navigate('/client/configurations', afterDeletion)
              }}
            >
              <p>What works with it is signed out. The server keeps its registration.</p>
            </AskedAction>
          )
        }
      >
        <p>What this client is at one server.</p>
      </PortalHead>
      <Loaded name="The configuration" queries={[schema, first, stored]}>
        {() =>
          first.data!.items.length === 0 && id === undefined ? (
            <MissingCard
              title="The client knows no server yet"
              to="/client/server-definitions/new"
              action="Discover a server first"
            >
              <p>A client configuration says what this client is at one server.</p>
            </MissingCard>
          ) : (
            <div className="stack">
              {id !== undefined && (
                <Registration
                  configuration={stored.data!.data as unknown as Configuration}
                  onDone={again}
                />
              )}
              <DocumentForm
                key={id}
                isNew={id === undefined}
                schema={withGrantTypes(schema.data!)}
                loaded={{ data: editable(stored.data!.data), etag: stored.data!.etag }}
                groups={configurationGroups}
                help={configurationHelp}
                reload={async () => {
                  const now = await read(id!)
                  return { data: editable(now.data), etag: now.etag }
                }}
                save={async ({ value, etag }) => {
                  const answer = await (id === undefined ? create(value) : put(id, value, etag))
                  again()
                  if (id === undefined) {
                    const made = answer.data['id'] as string
                    setTimeout(() => void navigate(`/client/configurations/${made}`))
                  }
                  return { data: editable(answer.data), etag: answer.etag }
                }}
                same={({ patch, etag }) =>
                  id === undefined
                    ? sameOf({ method: 'POST', path: configurationsPath, patch })
                    : sameOf({
                        method: 'PUT',
                        path: `${configurationsPath}/${id}`,
                        patch: { ...editable(stored.data!.data), ...patch },
                        etag,
                      })
                }
              />
            </div>
          )
        }
      </Loaded>
    </>
  )
}

const kept = new Set(['id', 'madeAt', 'usedFor', 'asked', 'registration'])

/** The members that a person edits; what is kept besides follows by itself. */
function editable(configuration: Members): Members {
  const members = Object.entries(configuration)
  return Object.fromEntries(members.filter(([name, value]) => !kept.has(name) && value !== null))
}

function read(id: string) {
  return answerOf<Members>(client.GET(`${configurationsPath}/{id}`, { params: { path: { id } } }))
}

function create(body: Members) {
  return answerOf<Members>(client.POST(configurationsPath, { body: body as never }))
}

function put(id: string, body: Members, etag: string | undefined) {
  const params = { path: { id }, header: ifMatch(etag) }
  return answerOf<Members>(
    client.PUT(`${configurationsPath}/{id}`, { params, body: body as never }),
  )
}
