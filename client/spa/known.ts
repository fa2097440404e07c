import type { User } from 'oidc-client-ts'
import { call } from './call.ts'
import type { Answer } from './call.ts'
import { rfc } from './clause.ts'
import type { Config } from './config.ts'
import type { Session } from './session.ts'
import { decode } from './token.ts'
import type { Decoded } from './token.ts'
import { checkAccessToken, checkIdToken, checkSubject, clockOffset, unneeded } from './verify.ts'
import type { Check, VerifySignature } from './verify.ts'

/** All that can be shown of a sign-in: what the tokens say, what was checked, what the servers answered. */
export type Known = {
  who: string
  accessToken: Decoded | null
  idToken: Decoded | null
  accessTokenChecks: Check[]
  idTokenChecks: Check[]
  userInfoChecks: Check[]
  checks: Check[]
  /** Null when the server has no such endpoint. */
  userInfo: Answer | null
  resource: Answer
  delegated: Answer
}

const nameOf = (user: User): string =>
  user.profile.name ?? user.profile.preferred_username ?? user.profile.sub

type Asked = { config: Config; session: Session; verifySignature: VerifySignature; user: User }

const checkTokens = async ({ config, session, verifySignature, user }: Asked) => {
  const accessToken = decode(user.access_token)
  const idToken = decode(user.id_token ?? '')
  const common = {
    issuer: config.issuer,
    verifySignature,
    now: Date.now() / 1000,
    offset: clockOffset(accessToken?.claims, user.expires_at),
  }
  const [accessTokenChecks, idTokenChecks] = await Promise.all([
    accessToken
      ? checkAccessToken({
          ...common,
          token: user.access_token,
          decoded: accessToken,
          resource: config.resources.protected,
          audience: config.audience,
          tokenTypes: config.token_types ?? [],
        })
      : [],
    idToken
      ? checkIdToken({
          ...common,
          token: user.id_token ?? '',
          decoded: idToken,
          clientId: config.client_id,
          nonce: session.nonce(),
          accessToken: user.access_token,
        })
      : [],
  ])
  return { accessToken, idToken, accessTokenChecks, idTokenChecks }
}

const checkUserInfo = (
  answer: Answer | null,
  user: User,
  { external, resource }: Config,
): Check[] => {
  if (answer === null) {
    const says = '`userinfo_endpoint`: the metadata of this server names none, so nobody was asked.'
    return [unneeded(rfc(8414, '2'), says)]
  }
  if (answer.status === 200) return [checkSubject(answer.body, user.profile.sub)]
  const refused = answer.status === 401 || answer.status === 403
  if (!refused || !external || !resource || user.expired) return []
  const says =
    'The token is for the resource server, and this server takes such a token nowhere else. Who signed in stands in the ID token.'
  return [unneeded(rfc(8707, '2'), says)]
}

/** Checks the tokens and calls UserInfo and both protected resources. Throws only when there is no metadata. */
export const find = async (asked: Asked): Promise<Known> => {
  const { config, session, user } = asked
  const metadata = await session.metadata()
  const [tokens, userInfo, resource, delegated] = await Promise.all([
    checkTokens(asked),
    metadata.userinfo_endpoint === undefined
      ? null
      : call(metadata.userinfo_endpoint, user.access_token),
    call(config.resources.protected, user.access_token),
    call(config.resources.delegated, user.access_token),
  ])
  const userInfoChecks = checkUserInfo(userInfo, user, config)
  return {
    ...tokens,
    who: nameOf(user),
    userInfoChecks,
    checks: [...tokens.accessTokenChecks, ...tokens.idTokenChecks, ...userInfoChecks],
    userInfo,
    resource,
    delegated,
  }
}
