import { valueOf } from '@oauth-lab/explain/exchange/field.ts'
import type { Seen } from '@oauth-lab/explain/recording/recording.ts'

/** The parts of a sign-in, as every page of the lab names them. */
export type Stage = 'Ask' | 'Sign in' | 'Consent' | 'Exchange' | 'Use'

const stages: Readonly<Record<string, Stage>> = {
  'sign-in page': 'Sign in',
  'sign-in as another user': 'Sign in',
  'sign-in': 'Sign in',
  'sign-in step': 'Sign in',
  'second factor': 'Sign in',
  consent: 'Consent',
  callback: 'Exchange',
  'token request': 'Exchange',
  'UserInfo request': 'Use',
  'introspection request': 'Use',
  'resource request': 'Use',
  'resource metadata request': 'Use',
  'revocation request': 'Use',
  'application page': 'Use',
  'application action': 'Use',
  'logout request': 'Use',
  'logout answer': 'Use',
  'session check page': 'Use',
  'backchannel logout': 'Use',
  'backchannel notification': 'Exchange',
  'frontchannel logout': 'Use',
}

/**
 * To which part of a sign-in a request belongs.
 * @param around the part of the exchange during which it was made
 */
export function stageOf({ message }: Seen, around: Stage | undefined): Stage {
  return around ?? stages[message?.id ?? ''] ?? 'Ask'
}

/** To which part an answer belongs: an authorization response begins the exchange. */
export function stageOfAnswer({ redirect }: Seen, stage: Stage): Stage {
  const sent = [redirect?.query, redirect?.fragment, redirect?.form].flatMap((one) => one ?? [])
  const answers = ['code', 'error', 'id_token', 'access_token', 'response']
  return answers.some((name) => valueOf(sent, name) !== undefined) ? 'Exchange' : stage
}
