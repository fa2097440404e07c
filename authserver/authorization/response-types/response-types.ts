import { responseTypeNames } from '@oauth-lab/kit/admin/configuration-document.ts'
import type { ResponseTypeName } from '@oauth-lab/kit/admin/configuration-document.ts'
import type { ServerConfiguration } from '../../configuration/server-configuration.ts'

/** What the authorization endpoint itself issues. */
export type Part = 'code' | 'id_token' | 'token'

export interface ResponseType {
  name: ResponseTypeName
  parts: readonly Part[]
  /** The grant types that a client of it has (OpenID Connect Registration §2). */
  grantTypes: readonly ('authorization_code' | 'implicit')[]
}

/** What an authorization request may ask for (RFC 6749 §3.1.1): its name says what is issued. */
export const responseTypes: readonly ResponseType[] = responseTypeNames.map((name) => {
  const parts = name === 'none' ? [] : (name.split(' ') as Part[])
  const isDirect = parts.some((part) => part !== 'code')
  return {
    name,
    parts,
    grantTypes: [
      ...(parts.includes('code') ? (['authorization_code'] as const) : []),
      ...(isDirect ? (['implicit'] as const) : []),
    ],
  }
})

/** The response type of that name, whatever the order of its values (RFC 6749 §3.1.1). */
export function findResponseType(name: string | undefined): ResponseType | undefined {
  const sorted = sort(name ?? '')
  return responseTypes.find((one) => sort(one.name) === sorted)
}

/** Those that a configuration offers: named by it, and with a code only where codes can be redeemed. */
export function responseTypesInForce({
  supportedResponseTypes,
  supportedGrantTypes,
}: Pick<ServerConfiguration, 'supportedResponseTypes' | 'supportedGrantTypes'>): ResponseType[] {
  const redeems = supportedGrantTypes.includes('authorization_code')
  return responseTypes.filter(
    ({ name, parts }) =>
      supportedResponseTypes.includes(name) && (redeems || !parts.includes('code')),
  )
}

function sort(name: string): string {
  return name.split(' ').toSorted().join(' ')
}
