import { utc } from '@oauth-lab/kit/pages/text.ts'

/** A claim as a page shows it. */
export interface ClaimRow {
  name: string
  value: string
  mean?: string
}

/** Which token it is, and in words for whom its `sub` stands. */
export interface About {
  kind: 'access' | 'id'
  subject: string
}

const first = ['iss', 'aud', 'sub', 'client_id', 'name', 'scope', 'nonce', 'exp']
const next = ['iat', 'nbf', 'jti', 'auth_time', 'acr', 'amr', 'azp', 'sid', 'at_hash']

/**
 * The claims that are read first, then the others with the header at their end. Registered ones come in the
 * order in which they are read; a hook's own follow.
 */
export function claimRows(
  { claims, header }: { claims: object; header: object },
  about: About,
): { first: ClaimRow[]; others: ClaimRow[] } {
  const rows = Object.entries(claims)
    .toSorted(([a], [b]) => placeOf(a) - placeOf(b))
    .map(([name, value]) => {
      const mean = meanOf(name, value, about)
      return { name, value: shown(value), ...(mean !== undefined && { mean }) }
    })
  const parameters = Object.entries(header).map(([name, value]) => `${name} ${shown(value)}`)
  const isFirst = ({ name }: ClaimRow) => first.includes(name)
  const others = rows.filter((row) => !isFirst(row))
  return {
    first: rows.filter(isFirst),
    others: [...others, { name: 'header', value: parameters.join(', ') }],
  }
}

const order = [...first, ...next]

function placeOf(name: string): number {
  return order.includes(name) ? order.indexOf(name) : order.length
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value
  const isList = Array.isArray(value) && value.every((one) => typeof one === 'string')
  return isList ? value.join(', ') : JSON.stringify(value)
}

const times: Readonly<Record<string, string>> = {
  iat: 'issued',
  nbf: 'good from',
  exp: 'ends',
  auth_time: 'signed in',
  updated_at: 'changed',
}

const meanings: Readonly<Record<string, string>> = {
  iss: 'issued by the authorization server',
  client_id: 'this application',
  azp: 'given to this application',
  scope: 'what it opens',
  jti: 'this token alone',
  nonce: 'made by this page for this sign-in',
  at_hash: 'ties it to the access token',
  sid: 'the session at the authorization server',
  amr: 'how it was proved who signs in',
  acr: 'how sure the server is of it',
  'my-property': 'of the example hooks of the lab',
  'other-property': 'of the example hooks of the lab',
}

function meanOf(name: string, value: unknown, { kind, subject }: About): string | undefined {
  const time = times[name]
  if (time !== undefined && typeof value === 'number') return `${time} ${utc(value * 1000)}`
  if (name === 'sub') return subject
  if (name === 'aud') {
    return kind === 'id' ? 'for this application only' : 'for the resource server only'
  }
  return meanings[name]
}
