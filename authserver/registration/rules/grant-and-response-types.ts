import { responseTypes } from '../../authorization/response-types/response-types.ts'
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
export function agreeOnTypes(sent: SentMetadata, offered: readonly string[]) {
  const wanted = sent.grant_types ?? ['authorization_code']
  const grants = [...new Set(wanted)].filter((type) => offered.includes(type))
  const usesCode = grants.includes('authorization_code')
  const known = responseTypes.filter(({ grantType }) => grants.includes(grantType))
  const names: readonly string[] = known.map(({ name }) => name)
  const responses = [...new Set(sent.response_types ?? names)].filter((type) =>
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
  if (usesCode && responses.length === 0) {
    problems.push({
      path: 'response_types',
      value: sent.response_types,
      message: 'holds none that this server has',
      remedy: `Send ${JSON.stringify(names)}.`,
    })
  }
  if (!wanted.includes('authorization_code') && sent.response_types?.includes('code') === true) {
    problems.push({
      path: 'response_types',
      value: sent.response_types,
      message: 'holds code, and grant_types does not hold authorization_code',
      remedy: 'Add authorization_code to grant_types, or leave response_types out.',
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
