import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { appendFragment, appendQuery } from './append.ts'

/** An answer as the browser carries it to the client; it can be kept and given again. */
export type Answer =
  | { kind: 'redirect'; location: string }
  | { kind: 'form'; redirectUri: string; parameters: Record<string, string> }

interface Mode {
  name: string
  carry(redirectUri: string, parameters: Record<string, string>): Answer
}

/** How an answer reaches the client (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode §2). */
export const responseModes = [
  {
    name: 'query',
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
] as const satisfies Mode[]

export type ResponseMode = (typeof responseModes)[number]['name']

/**
 * The mode of every answer to a request, read before anything can be refused. It is the one asked
 * for, else the fragment for tokens (RFC 6749 §4.2.2.1), else the query.
 */
export function askedResponseMode(parameters: Parameters): ResponseMode {
  const asked = parameter(parameters, 'response_mode')
  const known = responseModes.find(({ name }) => name === asked)
  if (known !== undefined) return known.name
  const types = parameter(parameters, 'response_type')?.split(' ') ?? []
  return types.includes('token') || types.includes('id_token') ? 'fragment' : 'query'
}

/** An answer in its mode. */
export function carry(
  mode: ResponseMode,
  redirectUri: string,
  parameters: Record<string, string>,
): Answer {
  return responseModes.find(({ name }) => name === mode)!.carry(redirectUri, parameters)
}
