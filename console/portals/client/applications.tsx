import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { dataOf } from '../../api/answer.ts'
import { client } from '../../api/api.ts'
import { prefix } from '../../base.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { Combo } from '../../parts/combo.tsx'
import type { Offers } from '../../parts/combo.tsx'
import { Failure } from '../../parts/failure.tsx'
import { questionOf } from '../../parts/list-address.ts'
import { MissingCard } from '../../parts/missing-card.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { RoleShape } from '../../parts/role-shape.tsx'
import { useTitle } from '../../parts/use-title.ts'
import { configurationsPath } from './configuration-form.ts'

const names = {
  web: 'Simple web page',
  machine: 'Machine page',
  spa: 'Single-page application',
} as const

/** With which client configuration each application works. */
export function Component() {
  useTitle('Applications', 'Client')
  const queries = useQueryClient()
  const applications = useQuery({
    queryKey: ['client', 'applications'],
    queryFn: () => dataOf(client.GET('/client/admin/api/applications')),
  })
  const first = useQuery({
    queryKey: [...configurations.queryKey, 'first'],
    queryFn: () => readConfigurations('', 1),
  })
  const choose = useMutation({
    mutationFn: ({ application, configuration }: Choice) =>
      dataOf(
        client.PUT('/client/admin/api/applications/{application}', {
          params: { path: { application } },
          body: { configuration },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['client'] }),
  })
  return (
    <>
      <PortalHead title="Applications">
        <p>Each works with one client configuration, at the lab’s own server or at any other.</p>
      </PortalHead>
      <p role="status">{choose.isSuccess && saidOf(choose.variables)}</p>
      {choose.error && <Failure title="It was not changed" error={choose.error} />}
      <Loaded name="The applications" queries={[applications, first]}>
        {() => (
          <>
            {first.data!.total === 0 && (
              <MissingCard
                title="There is no client configuration yet"
                to="/client/configurations/new"
                action="Create one"
              >
                <p>Without one no application of the client works.</p>
              </MissingCard>
            )}
            <ul className="portals">
              {applications.data!.items.map(({ application, configuration, redirectUris }) => (
                <li key={application} className="card stack">
                  <h2>
                    <RoleShape role={application === 'spa' ? 'client-public' : 'client'} size="m" />{' '}
                    <a href={addressOf(application)}>{names[application]}</a>
                  </h2>
                  <Combo
                    id={`for-${application}`}
                    label="Works with"
                    offers={configurations}
                    isDisabled={choose.isPending}
                    value={configuration ?? none.id}
                    choose={(id, name) =>
                      choose.mutate({
                        application,
                        configuration: id === none.id ? null : id,
                        name,
                      })
                    }
                  />
                  {redirectUris.length > 0 && (
                    <dl className="kv">
                      {redirectUris.map(({ uri }) => (
                        <div key={uri}>
                          <dt>takes answers at</dt>
                          <dd>{uri}</dd>
                        </div>
                      ))}
                    </dl>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </>
  )
}

interface Choice {
  application: keyof typeof names
  configuration: string | null
  /** What is chosen is called. */
  name: string
}

function saidOf({ application, name }: Choice): string {
  return `${names[application]} works with ${name} now.`
}

/** No configuration, which no search finds. */
const none = { id: 'none', name: 'none' }

const configurations: Offers = {
  queryKey: ['client', 'configurations'],
  async load(search, page) {
    const found = await readConfigurations(search, page)
    const isFirst = search === '' && page === 1
    return isFirst ? { ...found, items: [none, ...found.items] } : found
  },
  async nameOf(id) {
    if (id === none.id) return none.name
    const params = { path: { id } }
    return (await dataOf(client.GET(`${configurationsPath}/{id}`, { params }))).name
  },
}

function readConfigurations(search: string, page: number) {
  const query = questionOf({ page, search, sort: 'name', order: 'asc' })
  return dataOf(client.GET(configurationsPath, { params: { query } }))
}

function addressOf(application: keyof typeof names): string {
  if (application === 'spa') return `${prefix}/spa/`
  return `${prefix}/client/application/${application === 'machine' ? 'machine' : ''}`
}
