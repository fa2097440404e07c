import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { dataOf } from '../../api/answer.ts'
import { client } from '../../api/api.ts'
import { prefix } from '../../base.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { Failure } from '../../parts/failure.tsx'
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
  const configurations = useQuery({
    queryKey: ['client', 'configurations', 'all'],
    queryFn: () => dataOf(client.GET(configurationsPath, { params: { query: { size: 500 } } })),
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
      <p role="status">
        {choose.isSuccess && saidOf(choose.variables, configurations.data?.items)}
      </p>
      {choose.error && <Failure title="It was not changed" error={choose.error} />}
      <Loaded name="The applications" queries={[applications, configurations]}>
        {() => (
          <>
            {configurations.data!.items.length === 0 && (
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
                  <div className="field">
                    <label htmlFor={`for-${application}`}>Works with</label>
                    <span className="select">
                      <select
                        id={`for-${application}`}
                        disabled={choose.isPending}
                        value={configuration ?? ''}
                        onChange={({ target }) =>
                          choose.mutate({ application, configuration: target.value || null })
                        }
                      >
                        <option value="">none</option>
                        {configurations.data!.items.map(({ id, name }) => (
                          <option key={id} value={id}>
                            {name}
                          </option>
                        ))}
                      </select>
                    </span>
                  </div>
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
}

function saidOf(
  { application, configuration }: Choice,
  all: readonly { id: string; name: string }[] = [],
): string {
  const name = all.find(({ id }) => id === configuration)?.name
  return `${names[application]} works with ${name ?? 'none'} now.`
}

function addressOf(application: keyof typeof names): string {
  if (application === 'spa') return `${prefix}/spa/`
  return `${prefix}/client/application/${application === 'machine' ? 'machine' : ''}`
}
