import { valueOf } from '../exchange/field.ts'
import { readJwt } from '../exchange/jwt.ts'
import type { Jwt } from '../exchange/jwt.ts'
import { accessTokenOf } from '../recording/bearer-token.ts'
import { clientOf } from '../recording/client-authentication.ts'
import type { Recording, Seen } from '../recording/recording.ts'
import { answersOf } from './sign-ins.ts'

/** A JWT at one place of a recording. */
export interface FoundToken {
  at: Seen
  part: string
  text: string
  jwt: Jwt
  kind: 'access token' | 'ID token' | 'assertion'
  /** Issued here, not only shown. */
  isNew: boolean
  /** The client that got it. */
  clientId: string | undefined
}

/** Every JWT that is issued, shown or sent as an assertion. */
export function tokensOf({ messages }: Recording): FoundToken[] {
  return messages.flatMap((at) => {
    const clientId = clientOf(at)
    const assertions = ['client_assertion', 'assertion', 'request'].flatMap((name) =>
      found({ at, clientId, kind: 'assertion' }, `request form ${name}`, valueOf(at.form, name)),
    )
    return [...issuedBy(at), ...shownBy(at), ...assertions]
  })
}

/** The access tokens that requests show. */
export function shownTokensOf({ messages }: Recording): FoundToken[] {
  return messages.flatMap(shownBy)
}

/** The ID tokens that were issued. */
export function idTokensOf({ messages }: Recording): FoundToken[] {
  return messages.flatMap(issuedBy).filter(({ kind }) => kind === 'ID token')
}

function issuedBy(at: Seen): FoundToken[] {
  const clientId = clientOf(at)
  const json = at.message!.id === 'token request' ? at.responseJson : undefined
  // The redirect and the callback hold the same token; it is told once.
  const answers = answersOf(at).filter(({ by }) => by === 'redirect')
  const issued = { at, clientId, isNew: true } as const
  const kinds = { access_token: 'access token', id_token: 'ID token' } as const
  return Object.entries(kinds).flatMap(([name, kind]) => [
    ...found({ ...issued, kind }, `response JSON ${name}`, json?.[name]),
    ...answers.flatMap(({ fields, mode }) =>
      found({ ...issued, kind }, `authorization response ${mode} ${name}`, valueOf(fields, name)),
    ),
  ])
}

function shownBy(at: Seen): FoundToken[] {
  const kind = 'access token'
  // Who manages a registration shows a token of another kind.
  if (at.message!.id.startsWith('client ')) return []
  return found({ at, clientId: undefined, kind }, 'request header authorization', accessTokenOf(at))
}

function found(
  told: Pick<FoundToken, 'at' | 'clientId' | 'kind'> & { isNew?: boolean },
  part: string,
  text: unknown,
): FoundToken[] {
  const jwt = typeof text === 'string' ? readJwt(text) : undefined
  return jwt === undefined ? [] : [{ isNew: false, ...told, part, text: text as string, jwt }]
}
