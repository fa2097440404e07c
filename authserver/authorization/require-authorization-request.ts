import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireDetails } from '../authorization-details/require-details.ts'
import type { Exchange } from '../exchange.ts'
import { readList, requireResources } from '../resources/require-resources.ts'
import { requireScopes } from '../scopes/require-scopes.ts'
import type { Asked } from './asked.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import type { RedirectTarget } from './redirect-target.ts'
import { readAskedAcr } from './rules/acr.ts'
import { requireClaims, requireOneSubject } from './rules/claims.ts'
import { requireHintedSubject } from './rules/id-token-hint.ts'
import { requireMaxAge } from './rules/max-age.ts'
import { requireParametersOnce } from './rules/parameters-once.ts'
import { requireDpopKey } from './rules/dpop-jkt.ts'
import { requireChallenge } from './rules/pkce.ts'
import { requirePrompt } from './rules/prompt.ts'
import { requireNoQuery, requireResponseMode } from './rules/response-mode.ts'
import { requireNonce, requireResponseType } from './rules/response-type.ts'
import { requireSupportedParameters } from './rules/unsupported.ts'

/** The rules, in their order: what fails here is told to the client at its redirect URI. */
export async function requireAuthorizationRequest(
  exchange: Exchange,
  parameters: Parameters,
  target: RedirectTarget,
): Promise<AuthorizationRequest> {
  const { client, ...place } = target
  const value = (name: string) => parameter(parameters, name)
  const asked: Asked = { client, parameters, value }

  requireParametersOnce(exchange, asked)
  requireSupportedParameters(exchange, asked)
  requireResponseMode(exchange, asked)
  const responseType = requireResponseType(exchange, asked)
  requireNoQuery(exchange, asked, responseType)
  requireNonce(exchange, asked, responseType)
  const scopes = requireScopes(exchange, value('scope'), client)
  const named = responseType.parts.includes('token') ? 'token' : 'grant'
  const resources = await requireResources(exchange, parameters, named)
  const details = requireDetails(exchange, value('authorization_details'), client)
  const codeChallenge = requireChallenge(exchange, asked, responseType)
  const dpopKey = requireDpopKey(exchange, asked)
  const prompt = requirePrompt(exchange, asked)
  const maxAge = requireMaxAge(exchange, asked)
  const claims = requireClaims(exchange, asked)
  const hinted = await requireHintedSubject(exchange, asked)
  const hintedSub = await requireOneSubject(exchange, client, hinted, claims)

  return {
    ...place,
    clientId: client.id,
    responseType: responseType.name,
    scopes,
    resources,
    details,
    codeChallenge,
    dpopKey,
    nonce: value('nonce'),
    prompt,
    maxAge,
    loginHint: value('login_hint'),
    hintedSub,
    claims,
    acr: readAskedAcr(value, claims, client, responseType),
    parameters: Object.fromEntries(
      Object.keys(parameters).map((name) => [name, textOf(parameters, name)]),
    ),
  }
}

/** A parameter as hooks and pages have it; several resources with blanks between. */
function textOf(parameters: Parameters, name: string): string {
  return name === 'resource'
    ? readList(parameters, name).join(' ')
    : (parameter(parameters, name) ?? '')
}
