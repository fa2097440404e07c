import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, answerOf, dataOf } from '../../api/answer.ts'
import { resserver } from '../../api/api.ts'
import { ifMatch, ifNone } from '../../api/if-match.ts'
import { useBodySchema } from '../../api/schema.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { BeginCard } from '../../parts/begin-card.tsx'
import { Combo } from '../../parts/combo.tsx'
import { MissingCard } from '../../parts/missing-card.tsx'
import type { Members } from '../../parts/form/changes.ts'
import { DocumentForm } from '../../parts/form/document-form.tsx'
import type { Group } from '../../parts/form/document-form.tsx'
import { sameOf } from '../../parts/form/same-of.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useTitle } from '../../parts/use-title.ts'
import { offerServers } from '../shared/offer-servers.ts'
import { serverDefinitions } from './server-definitions-api.ts'

const path = '/resserver/admin/api/configuration'

const servers = offerServers('resserver', serverDefinitions)

const groups: readonly Group[] = [
  { title: 'What it is', members: ['name', 'audience', 'serverDefinition'] },
  {
    title: 'How a token is judged',
    members: ['verification', 'tokenTypes', 'scopes', 'authorizationDetails', 'authentication'],
  },
  { title: 'User mapping', members: ['mapping'] },
  { title: 'Other origins', members: ['corsOrigins'] },
]

/** What this resource server asks of a token, and whom a token stands for here. */
export function Component() {
  useTitle('Resource server')
  const queries = useQueryClient()
  const schema = useBodySchema('/resserver/admin/api', 'put', '/configuration')
  const stored = useQuery({ queryKey: ['resserver', 'configuration'], queryFn: read })
  const first = useQuery({
    queryKey: [...servers.queryKey, 'first'],
    queryFn: () => servers.load('', 1),
  })
  const again = () => void queries.invalidateQueries({ queryKey: ['resserver'] })
  return (
    <>
      <PortalHead title="Resource server">
        <p>What it asks of a token, and whom a token stands for here.</p>
      </PortalHead>
      <Loaded name="The configuration" queries={[schema, first, stored]}>
        {() =>
          stored.data === null ? (
            <Begin first={first.data!.items[0]?.id} onDone={again} />
          ) : (
            <DocumentForm
              schema={schema.data!}
              help={{ serverDefinition: { offers: servers } }}
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

const missing = 'This resource server has no configuration yet'

/** Its first configuration: whose tokens it takes is chosen, the rest are the defaults. */
function Begin({ first, onDone }: { first: string | undefined; onDone: () => void }) {
  const [picked, setPicked] = useState<string>()
  // The list may be an older one at first, and grow.
  const chosen = picked ?? first
  const why = (
    <p>
      Until it has one, its resources answer 503: it knows neither whose tokens to take nor what
      they must hold.
    </p>
  )
  if (chosen === undefined) {
    return (
      <MissingCard
        title={missing}
        to="/resserver/server-definitions/new"
        action="Discover a server first"
      >
        {why}
        <p>It takes tokens of a server that it knows, and it knows none.</p>
      </MissingCard>
    )
  }
  return (
    <BeginCard
      title={missing}
      action="Create it from the defaults"
      act={() => createFromDefaults(chosen)}
      onDone={onDone}
    >
      {why}
      <Combo
        id="whose"
        label="Whose tokens it takes"
        offers={servers}
        value={chosen}
        choose={setPicked}
      />
    </BeginCard>
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
  const params = { header: ifMatch(etag) }
  return answerOf<Members>(resserver.PUT(path, { params, body }))
}

async function createFromDefaults(serverDefinition: string) {
  const defaults = await dataOf<Members>(resserver.GET(`${path}/defaults`))
  const body = { ...defaults, serverDefinition }
  return dataOf(resserver.PUT(path, { params: { header: ifNone }, body }))
}
