import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { PortalHead } from '../../frame/portal.tsx'
import type { Members } from '../../parts/form/changes.ts'
import { DocumentForm } from '../../parts/form/document-form.tsx'
import { sameOf } from '../../parts/form/same-of.ts'
import { MissingCard } from '../../parts/missing-card.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useTitle } from '../../parts/use-title.ts'
import {
  clientGroups,
  clientHelp,
  clientsPath,
  toForm,
  toWire,
  useClientSchema,
} from './client-form.tsx'
import { May } from './may.tsx'

/** Registers a client by hand. */
export function Component() {
  useTitle('Register a client', 'Authorization server')
  const navigate = useNavigate()
  const client = useQueryClient()
  const { queries, schema, isDefined } = useClientSchema('post')
  const nothing = { data: {}, etag: undefined }
  return (
    <>
      <PortalHead trail={<Link to="/authserver/clients">Clients</Link>} title="Register a client">
        <p>What you leave out the server chooses; its id and its secret, too.</p>
      </PortalHead>
      <Loaded name="The form" queries={queries}>
        {() =>
          !isDefined ? (
            <MissingCard
              title="This authorization server has no server definition yet"
              to="/authserver/server"
              action="Go to its server definition"
            >
              <p>It says which grant types and scopes a client may have: create it first.</p>
            </MissingCard>
          ) : (
            <DocumentForm
              isNew
              schema={schema!}
              loaded={nothing}
              groups={clientGroups}
              help={clientHelp}
              reload={async () => nothing}
              save={async ({ value }) => {
                const body = toWire(value)
                const made = (await dataOf(authserver.POST(clientsPath, { body }))) as Members
                void client.invalidateQueries({ queryKey: ['authserver', 'clients'] })
                const { client_id: id, client_secret: secret } = made
                const address = `/authserver/clients/${encodeURIComponent(String(id))}`
                setTimeout(() => void navigate(address, { state: { secret } }))
                return { data: toForm(made), etag: undefined }
              }}
              same={({ patch }) =>
                sameOf({ method: 'POST', path: clientsPath, patch: toWire(patch) })
              }
              margin={(draft) => <May {...draft} />}
            />
          )
        }
      </Loaded>
    </>
  )
}
