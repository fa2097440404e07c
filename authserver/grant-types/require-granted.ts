import { parameter } from '@oauth-lab/kit/form.ts'
import type { AuthorizationDetail } from '../authorization-details/authorization-detail.ts'
import { requireGrantedDetails } from '../authorization-details/require-details.ts'
import { requireGrantedResources } from '../resources/require-resources.ts'
import type { TokenExchange } from '../token/token-exchange.ts'
import type { Grant } from '../tokens/grants.ts'

/** For whom a token of a grant is, and what it allows in detail: as its request narrows the grant (RFC 8707 §2.2, RFC 9396 §6). */
export function requireGranted(
  exchange: TokenExchange,
  { resources, details: granted }: Pick<Grant, 'resources' | 'details'>,
): { audience: string[]; details: readonly AuthorizationDetail[] } {
  const { form } = exchange
  const audience = requireGrantedResources(exchange, form, resources)
  const asked = parameter(form, 'authorization_details')
  return { audience, details: requireGrantedDetails(exchange, asked, granted) }
}
