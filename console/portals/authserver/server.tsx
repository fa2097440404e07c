import { values } from '@oauth-lab/explain/catalogue/values.ts'
import { useQuery } from '@tanstack/react-query'
import { answerOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { useBodySchema } from '../../api/schema.ts'
import { base } from '../../base.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { DocumentForm } from '../../parts/form/document-form.tsx'
import type { Group, Help } from '../../parts/form/document-form.tsx'
import type { Members } from '../../parts/form/changes.ts'
import { sameOf } from '../../parts/form/same-of.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useTitle } from '../../parts/use-title.ts'

const path = '/authserver/admin/api/configuration'

const groups: readonly Group[] = [
  { title: 'What it is', members: ['description', 'interaction', 'automaticUser', 'sessions'] },
  {
    title: 'Scopes',
    note: 'What a client may ask for, and what the consent page says of it.',
    members: ['supportedScopes', 'allowUnsupportedScopes'],
  },
  {
    title: 'Grant types',
    note: 'Ways to a token.',
    members: ['supportedGrantTypes', 'requirePkceOrNonce'],
  },
  { title: 'Refresh tokens', members: ['refreshTokens', 'refreshForPublicClients'] },
  { title: 'Audience', members: ['audienceRequired', 'resources'] },
  {
    title: 'How long things last',
    pairs: true,
    members: [
      'codeLifetime',
      'accessTokenLifetime',
      'idTokenLifetime',
      'refreshTokenLifetime',
      'sessionLifetime',
    ],
  },
  {
    title: 'JWT',
    pairs: true,
    members: ['accessTokenFormat', 'accessTokenTyp', 'signingAlgorithm'],
  },
  { title: 'Other origins', members: ['corsOrigins'] },
  {
    title: 'Registration',
    members: [
      'registration',
      'registrationCors',
      'selfRegisteredClients',
      'unusedClientLifetime',
      'httpForLocalhost',
    ],
  },
]

const help: Help = {
  supportedGrantTypes: { choices: values['grant type'] },
  signingAlgorithm: { choices: values.algorithm },
}

/** The server definition of the authorization server. */
export function Component() {
  useTitle('Server', 'Authorization server')
  const schema = useBodySchema('/authserver/admin/api', 'put', '/configuration')
  const stored = useQuery({ queryKey: ['authserver', 'configuration'], queryFn: read })
  return (
    <>
      <PortalHead title="Server">
        <p>
          The server definition: what this authorization server offers, and to whom. Issuer{' '}
          <code>{`${base}/authserver/oauth2`}</code>
        </p>
      </PortalHead>
      <Loaded name="The server definition" queries={[schema, stored]}>
        {() => (
          <DocumentForm
            schema={schema.data!}
            loaded={stored.data!}
            groups={groups}
            help={help}
            reload={read}
            save={async ({ patch, etag }) => {
              const call = authserver.PATCH(path, {
                body: patch,
                params: { header: { 'if-match': etag } },
              } as never)
              return answerOf<Members>(call)
            }}
            onSaved={() => void stored.refetch()}
            same={({ patch, etag }) => sameOf({ method: 'PATCH', path, patch, etag })}
          />
        )}
      </Loaded>
    </>
  )
}

async function read() {
  return answerOf<Members>(authserver.GET(path))
}
