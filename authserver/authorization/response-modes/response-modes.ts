import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { appendFragment, appendQuery } from './append.ts'

/** An answer as the browser carries it to the client; it can be kept and given again. */
export type Answer =
  | { kind: 'redirect'; location: string }
  | { kind: 'form'; redirectUri: string; parameters: Record<string, string> }

type Way = 'query' | 'fragment' | 'form_post'
export type ResponseMode = Way | `${Way}.jwt`

interface Mode {
  name: ResponseMode
  /** Whether it puts parameters where servers and other pages may see them. */
  inQuery?: boolean
  /** Whether the parameters are in one signed JWT, `response` (JARM §2.1). */
  signed?: boolean
  carry(redirectUri: string, parameters: Record<string, string>): Answer
}

const ways: readonly (Mode & { name: Way })[] = [
  {
    name: 'query',
    inQuery: true,
    carry: (uri, parameters) => ({ kind: 'redirect', location: appendQuery(uri, parameters) }),
  },
  {
    name: 'fragment',
    carry: (uri, parameters) => ({ kind: 'redirect', location: appendFragment(uri, parameters) }),
  },
  {
    name: 'form_post',
    carry: (redirectUri, parameters) => ({ kind: 'form', redirectUri, parameters }),
  },
]

/**
 * How an answer reaches the client (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode §2), and the
 * same in a signed JWT (JARM §2.3).
 */
export const responseModes: readonly Mode[] = [
  ...ways,
  ...ways.map((way) => ({ ...way, name: `${way.name}.jwt` as const, signed: true })),
]

/** What a request may ask for: `jwt` is a signed answer in the way that its response type has (JARM §2.3.4). */
export const responseModeNames = [...responseModes.map(({ name }) => name), 'jwt']

/**
 * The mode of every answer to a request, read before anything can be refused. It is the one asked
 * for, else the fragment for tokens (RFC 6749 §4.2.2.1), which are never in the query, else the query.
 */
export function askedResponseMode(parameters: Parameters): ResponseMode {
  const asked = parameter(parameters, 'response_mode')
  const known = responseModes.find(({ name }) => name === asked)
  const types = parameter(parameters, 'response_type')?.split(' ') ?? []
  const isDirect = types.includes('token') || types.includes('id_token')
  if (known !== undefined && !(isDirect && known.inQuery)) return known.name
  const usual = isDirect ? 'fragment' : 'query'
  return known?.signed || asked === 'jwt' ? `${usual}.jwt` : usual
}

export function modeNamed(mode: ResponseMode): Mode {
  return responseModes.find(({ name }) => name === mode)!
}
