import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link, useLocation, useNavigate, useParams } from 'react-router'
import { ApiError, answerOf, dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { ifMatch } from '../../api/if-match.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Failure } from '../../parts/failure.tsx'
import type { Members } from '../../parts/form/changes.ts'
import { DocumentForm } from '../../parts/form/document-form.tsx'
import { afterDeletion } from '../../parts/form/leave-guard.tsx'
import { sameOf } from '../../parts/form/same-of.ts'
import { textOf } from '../../parts/form/text-of.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Menu } from '../../parts/menu.tsx'
import { Question } from '../../parts/question.tsx'
import { useTitle } from '../../parts/use-title.ts'
import {
  clientGroups,
  clientHelp,
  clientsPath,
  toForm,
  toWire,
  useClientSchema,
} from './client-form.tsx'
import { IssuedSecret } from './issued-secret.tsx'
import { May } from './may.tsx'

/** One client: its metadata, and what can be done with it. */
export function Component() {
  const { id = '' } = useParams()
  return <Client key={id} id={id} />
}

function Client({ id }: { id: string }) {
  const navigate = useNavigate()
  const { state } = useLocation() as { state: { secret?: string } | null }
  const [secret, setSecret] = useState(state?.secret)
  const [asked, setAsked] = useState<'secret' | 'delete'>()
  // The browser's history keeps what comes with an address; a secret is shown once.
  useEffect(() => {
    if (state?.secret !== undefined) void navigate('.', { replace: true, state: null })
  }, [state, navigate])
  const { queries, schema } = useClientSchema('patch')
  const stored = useQuery({ queryKey: ['authserver', 'client', id], queryFn: () => read(id) })
  const name = textOf(stored.data?.data['client_name']) || id
  useTitle(name, 'Clients', 'Authorization server')

  const renew = useMutation({
    mutationFn: () => change(id, { client_secret: null }),
    async onSuccess() {
      setAsked(undefined)
      setSecret(await secretOf(id))
      await stored.refetch()
    },
  })
  const remove = useMutation({
    mutationFn: () =>
      dataOf(authserver.DELETE(clientsPath, { params: { query: { client_id: id } } })),
    onSuccess: () => navigate('/authserver/clients', afterDeletion),
  })
  const isPublic = stored.data?.data['token_endpoint_auth_method'] === 'none'
  return (
    <>
      <PortalHead
        trail={<Link to="/authserver/clients">Clients</Link>}
        title={name}
        actions={
          <>
            <Link className="button" to={`/authserver/tokens?client=${encodeURIComponent(id)}`}>
              Its tokens
            </Link>
            <Menu
              className="button opens"
              entries={[
                ...(isPublic
                  ? []
                  : [
                      {
                        key: 'secret',
                        label: 'Make a new secret…',
                        onAction: () => setAsked('secret'),
                      },
                    ]),
                {
                  key: 'delete',
                  label: 'Delete…',
                  apart: true,
                  onAction: () => setAsked('delete'),
                },
              ]}
            >
              More
            </Menu>
          </>
        }
      >
        <p className="row">
          <span>{isPublic ? 'public: it keeps no secret' : 'keeps a secret'}</span>{' '}
          <code className="id">{id}</code>
          <Copy text={id} what="the client_id" />
        </p>
      </PortalHead>
      {secret !== undefined && (
        <IssuedSecret id={id} secret={secret} done={() => setSecret(undefined)} />
      )}
      <Loaded name="The client" queries={[...queries, stored]}>
        {() => (
          <DocumentForm
            key={id}
            schema={withoutIdentity(schema!)}
            loaded={stored.data!}
            groups={clientGroups}
            help={clientHelp}
            reload={() => read(id)}
            save={({ patch, etag }) => change(id, toWire(patch), etag)}
            onSaved={() => void stored.refetch()}
            same={({ patch, etag }) => {
              const path = `${clientsPath}?client_id=${encodeURIComponent(id)}`
              return sameOf({ method: 'PATCH', path, patch: toWire(patch), etag })
            }}
            margin={(draft) => <May {...draft} />}
          />
        )}
      </Loaded>
      <Question
        isOpen={asked === 'secret'}
        title={`Make a new secret for ${name}?`}
        keep="Keep the old one"
        go="Make a new one"
        isGoing={renew.isPending}
        onKeep={() => setAsked(undefined)}
        onGo={() => renew.mutate()}
      >
        <p>The old one ends at once: what still sends it is refused until it has the new one.</p>
        {renew.error && <Failure title="It has its old secret" error={renew.error} />}
      </Question>
      <Question
        isOpen={asked === 'delete'}
        title={`Delete ${name}?`}
        keep="Keep it"
        go="Delete it"
        isGoing={remove.isPending}
        onKeep={() => setAsked(undefined)}
        onGo={() => remove.mutate()}
      >
        <p>Its tokens end at once. Its client_id is not given out again.</p>
        {remove.error && <Failure title="It was not deleted" error={remove.error} />}
      </Question>
    </>
  )
}

/** An id stays, and a secret is renewed by its own action. */
function withoutIdentity<Schema extends { properties?: object }>(schema: Schema): Schema {
  const { client_id: _id, client_secret: _secret, ...properties } = schema.properties as Members
  return { ...schema, properties }
}

async function read(id: string) {
  const call = authserver.GET(clientsPath, { params: { query: { client_id: id } } })
  const { data, etag } = await answerOf(call)
  const [client] = data as Members[]
  if (client === undefined) {
    throw new ApiError({ status: 404, code: 'not_found', message: `There is no client ${id}.` })
  }
  const { client_id: _id, client_secret: _secret, ...metadata } = client
  return { data: toForm(metadata), etag }
}

/** The secret of a client, for the moment in which it is shown. */
async function secretOf(id: string): Promise<string | undefined> {
  const call = authserver.GET(clientsPath, { params: { query: { client_id: id } } })
  const [client] = (await dataOf(call)) as { client_secret?: string }[]
  return client?.client_secret
}

async function change(id: string, patch: Members, etag?: string) {
  const params = { query: { client_id: id }, header: ifMatch(etag) }
  const call = authserver.PATCH(clientsPath, { params, body: patch })
  const answer = await answerOf<Members>(call)
  const { client_id: _id, client_secret: _secret, ...metadata } = answer.data
  return { data: toForm(metadata), etag: answer.etag }
}
