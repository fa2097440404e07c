import { findResponseType } from '../../authorization/response-types/response-types.ts'
import type { ResponseType } from '../../authorization/response-types/response-types.ts'
import type { SentMetadata } from '../../clients/client-metadata.ts'
import { grantTypes } from '../../grant-types/grant-types.ts'
import type { MetadataProblem } from '../metadata-problem.ts'

const factsOf = (type: string) => grantTypes.find(({ name }) => name === type)
/** One of a hook begins, too. */
const begins = (type: string) => factsOf(type)?.begins !== false

/**
 * The grant and response types that a client gets. Of those that it asks for they are the ones that
 * this server has (RFC 7591 §2, §3.2.1). They agree (§2.1). What leaves nothing useful is a
 * problem.
 */
export function agreeOnTypes(
  sent: SentMetadata,
  {
    grantTypes: offered,
    responseTypes: offeredResponses,
  }: { grantTypes: readonly string[]; responseTypes: readonly ResponseType[] },
) {
  const wanted = sent.grant_types ?? ['authorization_code']
  const grants = [...new Set(wanted)].filter((type) => offered.includes(type))
  const usesCode = grants.includes('authorization_code')
  const known = offeredResponses.filter((one) =>
    one.grantTypes.every((needed) => grants.includes(needed)),
  )
  const names: readonly string[] = known.map(({ name }) => name)
  const asked = sent.response_types?.map((one) => findResponseType(one)?.name ?? one)
  const responses = [...new Set(asked ?? (usesCode ? ['code'] : []))].filter((type) =>
    names.includes(type),
  )
  const problems: MetadataProblem[] = []
  if (wanted.length > 0 && !grants.some(begins)) {
    problems.push({
      path: 'grant_types',
      value: wanted,
      message: 'holds none with which this client could begin',
      remedy: `Add one of ${offered.filter(begins).join(', ')}.`,
    })
  }
  const isAnswered = usesCode || grants.includes('implicit')
  if (isAnswered && (responses.length === 0 || !usesImplicit(grants, responses))) {
    problems.push({
      path: 'response_types',
      value: sent.response_types,
      message: 'holds none that this server has for these grant_types',
      remedy: `Send some of ${JSON.stringify(names)}.`,
    })
  }
  const inconsistent = offeredResponses.find(
    ({ name, grantTypes: needed }) =>
      asked?.includes(name) === true && !needed.every((one) => wanted.includes(one)),
  )
  if (inconsistent !== undefined) {
    const { name, grantTypes: needed } = inconsistent
    const missing = needed.filter((one) => !wanted.includes(one)).join(' and ')
    problems.push({
      path: 'response_types',
      value: sent.response_types,
      message: `holds ${name}, and grant_types does not hold ${missing}`,
      remedy: `Add ${missing} to grant_types, or leave ${name} out of response_types.`,
    })
  }
  const confidential = grants.filter((type) => factsOf(type)?.clients === 'confidential')
  if (confidential.length > 0 && sent.token_endpoint_auth_method === 'none') {
    problems.push({
      path: 'grant_types',
      value: wanted,
      message: `holds ${confidential.join(', ')}, which a public client cannot use`,
      remedy: 'Register a token_endpoint_auth_method other than none, or leave it out.',
    })
  }
  return { grant_types: grants, response_types: responses, problems }
}

/** A client that registers for implicit says which of its response types it uses (RFC 7591 §2.1). */
function usesImplicit(grants: readonly string[], responses: readonly string[]): boolean {
  if (!grants.includes('implicit')) return true
  return responses.some((name) => findResponseType(name)?.grantTypes.includes('implicit'))
}
