import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError, answerOf, dataOf } from '../../api/answer.ts'
import { resserver } from '../../api/api.ts'
import { useBodySchema } from '../../api/schema.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { BeginCard } from '../../parts/begin-card.tsx'
import type { Members } from '../../parts/form/changes.ts'
import { DocumentForm } from '../../parts/form/document-form.tsx'
import type { Group } from '../../parts/form/document-form.tsx'
import { sameOf } from '../../parts/form/same-of.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useTitle } from '../../parts/use-title.ts'

const path = '/resserver/admin/api/configuration'

const groups: readonly Group[] = [
  { title: 'What it is', members: ['name', 'audience', 'serverDefinition'] },
  { title: 'How a token is judged', members: ['verification', 'tokenTypes', 'scopes'] },
  { title: 'User mapping', members: ['mapping'] },
  { title: 'Other origins', members: ['corsOrigins'] },
]

/** What this resource server asks of a token, and whom a token stands for here. */
export function Component() {
  useTitle('Resource server')
  const queries = useQueryClient()
  const schema = useBodySchema('/resserver/admin/api', 'put', '/configuration')
  const stored = useQuery({ queryKey: ['resserver', 'configuration'], queryFn: read })
  const again = () => void queries.invalidateQueries({ queryKey: ['resserver'] })
  return (
    <>
      <PortalHead title="Resource server">
        <p>What it asks of a token, and whom a token stands for here.</p>
      </PortalHead>
      <Loaded name="The configuration" queries={[schema, stored]}>
        {() =>
          stored.data === null ? (
            <BeginCard
              title="This resource server has no configuration yet"
              action="Create it from the defaults"
              act={createFromDefaults}
              onDone={again}
            >
              <p>
                Until it has one, its resources answer 503: it knows neither whose tokens to take
                nor what they must hold.
              </p>
            </BeginCard>
          ) : (
            <DocumentForm
              schema={schema.data!}
              loaded={stored.data!}
              groups={groups}
              reload={async () => (await read())!}
              save={({ value, etag }) => put(value, etag)}
              onSaved={again}
              same={({ patch, etag }) => {
                const whole = { ...stored.data!.data, ...patch }
                return sameOf({ method: 'PUT', path, patch: whole, etag })
              }}
            />
          )
        }
      </Loaded>
    </>
  )
}

/** Null where there is none. */
async function read(): Promise<{ data: Members; etag: string | undefined } | null> {
  try {
    return await answerOf<Members>(resserver.GET(path))
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

function put(body: Members, etag: string | undefined) {
  const params = { header: { 'if-match': etag } }
  return answerOf<Members>(resserver.PUT(path, { params, body } as never))
}

async function createFromDefaults() {
  const body = await dataOf(resserver.GET(`${path}/defaults`))
  return dataOf(
    resserver.PUT(path, { params: { header: { 'if-none-match': '*' } }, body } as never) as never,
  )
}
