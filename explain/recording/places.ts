import type { Exchange } from '../exchange/exchange.ts'
import { valueOf } from '../exchange/field.ts'
import type { Json } from '../exchange/jwt.ts'
import type { Places } from './recognise.ts'

/** The message that goes to an address, by the member of the metadata that names it. */
const endpoints: Readonly<Record<string, string>> = {
  authorization_endpoint: 'authorization request',
  token_endpoint: 'token request',
  userinfo_endpoint: 'UserInfo request',
  jwks_uri: 'key set request',
  introspection_endpoint: 'introspection request',
  revocation_endpoint: 'revocation request',
  registration_endpoint: 'client registration request',
  end_session_endpoint: 'logout request',
  check_session_iframe: 'session check page',
  device_authorization_endpoint: 'device authorization request',
  pushed_authorization_request_endpoint: 'pushed authorization request',
  backchannel_authentication_endpoint: 'backchannel authentication request',
}

/** Paths by which servers usually name an endpoint; asked where no metadata is in the recording. */
const usual: readonly (readonly [RegExp, string])[] = [
  [/\/(?:user-?info|me)$/i, 'UserInfo request'],
  [/\/(?:introspect|introspection)$/i, 'introspection request'],
  [/\/(?:revoke|revocation)$/i, 'revocation request'],
  [/\/(?:jwks(?:\.json)?|certs)$/i, 'key set request'],
  [/\/(?:logout|end-?session|session\/end)$/i, 'logout request'],
]

/** What is known of addresses from the recording itself: its metadata, and its authorization requests. */
export function readPlaces(exchanges: readonly Exchange[]): Places {
  const places = new Map<string, string>()
  for (const exchange of exchanges) {
    for (const address of callbacksOf(exchange)) {
      places.set(address, 'callback')
      places.set(exchange.address, 'authorization request')
    }
  }
  for (const exchange of exchanges) {
    const { responseJson } = exchange
    if (isServerMetadata(responseJson)) {
      for (const [member, id] of Object.entries(endpoints)) {
        const address = responseJson[member]
        if (typeof address === 'string' && URL.canParse(address)) {
          const { origin, pathname } = new URL(address)
          places.set(origin + pathname, id)
        }
      }
    }
  }
  return places
}

export function isServerMetadata(json: Json | undefined): json is Json {
  return typeof json?.['issuer'] === 'string' && typeof json['token_endpoint'] === 'string'
}

/** The usual message for a path, where nothing better is known. */
export function usualPlace({ url, form, requestHeaders, method }: Exchange): string | undefined {
  const id = usual.find(([path]) => path.test(url.pathname))?.[1]
  const isAsked = valueOf(form, 'token') !== undefined && method === 'POST'
  if (id === 'introspection request' || id === 'revocation request') return isAsked ? id : undefined
  if (id === 'UserInfo request') {
    return valueOf(requestHeaders, 'authorization') === undefined ? undefined : id
  }
  return id
}

/** Where an authorization request wants its answer sent. */
function callbacksOf({ query, form }: Exchange): string[] {
  const fields = [...query, ...form]
  const uri = valueOf(fields, 'redirect_uri')
  const isAsked = valueOf(fields, 'response_type') !== undefined
  if (!isAsked || uri === undefined || !URL.canParse(uri)) return []
  const url = new URL(uri)
  return url.origin === 'null' ? [] : [url.origin + url.pathname]
}
