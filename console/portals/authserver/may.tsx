import type { Draft } from '../../parts/form/use-draft.ts'

interface Shown {
  grant_types?: string[]
  token_endpoint_auth_method?: string
  redirect_uris?: string[]
  scope?: string[]
}

/** In words what a client with the values on screen may do, what it may not, and what saving changes. */
export function May({ value, stored, changed }: Draft) {
  const client = value as Shown
  const { grant_types = [], redirect_uris = [], scope = [] } = client
  const isPublic = client.token_endpoint_auth_method === 'none'
  const signsIn = grant_types.includes('authorization_code')
  const may = [
    signsIn && 'sign people in, through the browser;',
    signsIn && `be answered at ${count(redirect_uris.length, 'address', 'addresses')};`,
    grant_types.includes('refresh_token') && 'go on after the person left, by refresh tokens;',
    grant_types.includes('client_credentials') && 'act on its own behalf;',
    scope.length > 0 && `ask for ${count(scope.length, 'scope', 'scopes')}.`,
  ].filter((line) => line !== false)
  const mayNot = [
    !signsIn && 'sign people in;',
    !grant_types.includes('client_credentials') && 'act without a person;',
    isPublic && 'prove who it is: PKCE takes the place of a secret;',
    'see tokens of other clients.',
  ].filter((line) => line !== false)
  const before = stored as Shown
  const method = changed.includes('token_endpoint_auth_method')
  const saving = [
    method && isPublic && 'Its secret ends at once.',
    method && before.token_endpoint_auth_method === 'none' && 'It gets a secret.',
    (changed.includes('redirect_uris') || method) &&
      'Consents that people gave it are asked again.',
  ].filter((line) => line !== false)
  return (
    <>
      <Lines title="It may" lines={may} />
      <Lines title="It may not" lines={mayNot} />
      {saving.length > 0 && <Lines title="If you save" lines={saving} />}
    </>
  )
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <>
      <h2>{title}</h2>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  )
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}
