import { values } from '@oauth-lab/explain/catalogue/values.ts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError, answerOf, dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { ifMatch, ifNone } from '../../api/if-match.ts'
import { useBodySchema } from '../../api/schema.ts'
import { base } from '../../base.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { AskedAction } from '../../parts/action.tsx'
import { BeginCard } from '../../parts/begin-card.tsx'
import { DocumentForm } from '../../parts/form/document-form.tsx'
import type { Group, Help } from '../../parts/form/document-form.tsx'
import type { Members } from '../../parts/form/changes.ts'
import { sameOf } from '../../parts/form/same-of.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useTitle } from '../../parts/use-title.ts'

const path = '/authserver/admin/api/configuration'

const groups: readonly Group[] = [
  {
    title: 'What it is',
    members: [
      'description',
      'profile',
      'interaction',
      'automaticUser',
      'sessions',
      'sessionManagement',
    ],
  },
  {
    title: 'Accounts',
    note: 'What users do for themselves. Mails go to the outbox.',
    members: ['userRegistration', 'passwordReset', 'mailedLinkLifetime'],
  },
  {
    title: 'Scopes',
    note: 'What a client may ask for, and what the consent page says of it.',
    members: [
      'supportedScopes',
      'scopeClaims',
      'authorizationDetailsTypes',
      'allowUnsupportedScopes',
    ],
  },
  {
    title: 'Grant types',
    note: 'Ways to a token.',
    members: [
      'supportedGrantTypes',
      'supportedResponseTypes',
      'requirePkce',
      'requirePkceOrNonce',
      'trustedIssuers',
    ],
  },
  {
    title: 'Refresh tokens',
    members: [
      'refreshTokens',
      'refreshForPublicClients',
      'refreshTokenExpiry',
      'refreshTokenIdleTimeout',
      'refreshTokenReuseGrace',
      'refreshTokenRotation',
    ],
  },
  {
    title: 'Audience',
    members: ['audienceRequired', 'severalResources', 'resources', 'tokenExchange'],
  },
  {
    title: 'How long things last',
    pairs: true,
    members: [
      'codeLifetime',
      'accessTokenLifetime',
      'idTokenLifetime',
      'refreshTokenLifetime',
      'deviceCodeLifetime',
      'backchannelRequestLifetime',
      'pollInterval',
      'sessionLifetime',
      'signingKeyLifetime',
    ],
  },
  {
    title: 'JWT',
    pairs: true,
    members: ['accessTokenFormat', 'accessTokenTyp', 'signingAlgorithm'],
  },
  { title: 'Algorithms', members: ['signatureAlgorithms'] },
  {
    title: 'Requests and client authentication',
    members: [
      'requirePushedAuthorizationRequests',
      'pushedRequestLifetime',
      'requireSignedRequestObject',
      'requestObjectLifetime',
      'requireRequestObjectAudience',
      'requireRedirectUri',
      'requestUriHosts',
      'clientAuthenticationMethods',
      'clientAssertionAudience',
      'clientCertificateAuthorities',
      'senderConstraint',
      'dpopNonces',
    ],
  },
  {
    title: 'Sign-in at other servers',
    note: 'Each one is a button on the sign-in page.',
    members: ['identityProviders'],
  },
  { title: 'Other origins', members: ['corsOrigins'] },
  {
    title: 'Registration',
    members: [
      'registration',
      'registrationCors',
      'clientIdDocuments',
      'selfRegisteredClients',
      'unusedClientLifetime',
      'httpForLocalhost',
    ],
  },
]

const help: Help = {
  supportedGrantTypes: { choices: values['grant type'] },
  supportedResponseTypes: { choices: values['response type'] },
  profile: { choices: values.profile },
  clientAuthenticationMethods: { choices: values['authentication method'] },
  signingAlgorithm: { choices: values.algorithm },
  signatureAlgorithms: { choices: values.algorithm },
}

/** The server definition of the authorization server. */
export function Component() {
  useTitle('Server', 'Authorization server')
  const queries = useQueryClient()
  const schema = useBodySchema('/authserver/admin/api', 'put', '/configuration')
  const stored = useQuery({ queryKey: ['authserver', 'configuration'], queryFn: read })
  const again = () => void queries.invalidateQueries({ queryKey: ['authserver'] })
  return (
    <>
      <PortalHead
        title="Server"
        actions={stored.data && <Delete etag={stored.data.etag} onDone={again} />}
      >
        <p>
          The server definition: what this authorization server offers, and to whom. Issuer{' '}
          <code>{`${base}/authserver/oauth2`}</code>
        </p>
      </PortalHead>
      <Loaded name="The server definition" queries={[schema, stored]}>
        {() =>
          stored.data === null ? (
            <BeginCard
              title="This authorization server has no server definition yet"
              action="Create it from the defaults"
              act={createFromDefaults}
              onDone={again}
            >
              <p>
                Until it has one, its endpoints answer 503: it offers no scope, no grant type and no
                token.
              </p>
            </BeginCard>
          ) : (
            <DocumentForm
              schema={schema.data!}
              loaded={stored.data!}
              groups={groups}
              help={help}
              reload={async () => (await read())!}
              save={({ patch, etag }) => {
                const params = { header: ifMatch(etag) }
                return answerOf<Members>(authserver.PATCH(path, { body: patch, params }))
              }}
              onSaved={again}
              same={({ patch, etag }) => sameOf({ method: 'PATCH', path, patch, etag })}
            />
          )
        }
      </Loaded>
    </>
  )
}

function Delete({ etag, onDone }: { etag: string | undefined; onDone: () => void }) {
  return (
    <AskedAction
      label="Delete"
      title="Delete the server definition?"
      keep="Keep it"
      go="Delete it"
      act={() => dataOf(authserver.DELETE(path, { params: { header: ifMatch(etag) } }))}
      onDone={onDone}
    >
      <p>Every endpoint of this server answers 503 then. Clients, users and keys stay.</p>
    </AskedAction>
  )
}

/** Null where there is none. */
async function read(): Promise<{ data: Members; etag: string | undefined } | null> {
  try {
    return await answerOf<Members>(authserver.GET(path))
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

async function createFromDefaults() {
  const body = await dataOf(authserver.GET(`${path}/defaults`))
  const params = { header: ifNone }
  return dataOf(authserver.PUT(path, { params, body }))
}
