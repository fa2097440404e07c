import { decodeBase64Text } from '../har/decode-base64.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { valueOf } from '../exchange/field.ts'
import { readJwt } from '../exchange/jwt.ts'

/** How a client shows who it is in one request (RFC 6749 §2.3, OpenID Connect Core §9). */
export interface ClientAuthentication {
  method:
    | 'client_secret_basic'
    | 'client_secret_post'
    | 'private_key_jwt'
    | 'client_secret_jwt'
    | 'none'
  clientId: string | undefined
}

/** Every way that a request uses; more than one is a mistake. `none` where only the id is said. */
export function clientAuthenticationsOf(exchange: Exchange): ClientAuthentication[] {
  const { form } = exchange
  const clientId = valueOf(form, 'client_id')
  const basic = basicCredentials(exchange)
  const assertion = valueOf(form, 'client_assertion')
  const jwt = assertion === undefined ? undefined : readJwt(assertion)
  const isShared = String(jwt?.header['alg']).startsWith('HS')
  const subject = jwt?.claims['sub']
  const ways: ClientAuthentication[] = [
    ...(basic === undefined
      ? []
      : [{ method: 'client_secret_basic', clientId: basic.clientId } as const]),
    ...(valueOf(form, 'client_secret') === undefined
      ? []
      : [{ method: 'client_secret_post', clientId } as const]),
    ...(assertion === undefined
      ? []
      : [
          {
            method: isShared ? 'client_secret_jwt' : 'private_key_jwt',
            clientId: typeof subject === 'string' ? subject : clientId,
          } as const,
        ]),
  ]
  return ways.length > 0 || clientId === undefined ? ways : [{ method: 'none', clientId }]
}

/** Which client asks: by its credentials, else by `client_id`. */
export function clientOf(exchange: Exchange): string | undefined {
  const { query, form, redirect } = exchange
  const recorded = exchange.entry._oauth?.keys?.['client']
  return (
    clientAuthenticationsOf(exchange).find(({ clientId }) => clientId !== undefined)?.clientId ??
    valueOf(query, 'client_id') ??
    valueOf(form, 'client_id') ??
    (redirect && valueOf(redirect.query, 'client_id')) ??
    (typeof recorded === 'string' ? recorded : undefined)
  )
}

/** Id and secret of `Authorization: Basic`, decoded as RFC 6749 §2.3.1 says. */
export function basicCredentials({
  requestHeaders,
}: Exchange): { clientId: string; secret: string } | undefined {
  const [scheme, encoded] = (valueOf(requestHeaders, 'authorization') ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'basic' || encoded === undefined) return undefined
  const text = decodeBase64Text(encoded)
  const at = text?.indexOf(':') ?? -1
  if (text === undefined || at < 0) return undefined
  return { clientId: formDecode(text.slice(0, at)), secret: formDecode(text.slice(at + 1)) }
}

function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
