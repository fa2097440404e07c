import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { serverPortal, webPage } from '../../engine/places.ts'
import { failed, from, passed, sent, status, tokenOf } from '../../engine/requirements.ts'
import type { Scene } from '../../engine/scene.ts'

export const takeItBack: Step = {
  title: 'Take it back',
  idea: 'A user or an administrator can end a token before its time: **revocation**. The token itself does not change. Its claims and its signature are as good as before.',
  todo: 'Sign in again. In the authorization server’s portal ({asSuperuser}), Tokens, revoke this access token. Press Call again.',
  places: [webPage, serverPortal],
  lines: [
    {
      name: 'G',
      message: 'token request',
      words: 'Simple Web Page got a new access token',
      requires: [from('client'), sent('grant_type', 'authorization_code'), status(200)],
    },
    {
      words: 'the authorization server lists it as revoked',
      differs: isRevoked,
    },
    {
      name: 'H',
      message: 'resource request',
      words: 'signature and times still fit, and introspection says that it is dead',
      clause: 'RFC 7662 §2.2',
      requires: [
        from('client'),
        tokenOf('G'),
        passed('token.signature', 'token.not-expired'),
        failed('introspection.active'),
        status(401),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const known = new Set(scene.was.revoked.map(({ id }) => id))
      const other = scene.is.revoked.find(({ id }) => !known.has(id))
      return other === undefined || scene.found['G'] === undefined || !isRevoked(scene)
        ? undefined
        : {
            text: `You revoked a token of ${other.clientName ?? 'another client'}, issued ${other.issuedAt}. The page holds another one: compare \`jti\`.`,
          }
    },
    ...signInMistakes('developer'),
  ],
  look: 'The portal of the authorization server, Tokens: the newest one of `simple-web-page`.',
  answer:
    '`GET {base}/control/api/tokens?client={simpleWebPage}`, then `DELETE {base}/control/api/tokens/ID`, then Call again.',
  question: {
    text: 'Who knew that the token in {H} was dead?',
    answers: [
      {
        text: 'The authorization server, when it was asked.',
        reply:
          'Right. The resource server asked during {H}, and the answer was `active: false`. RFC 7662 §2.2.',
      },
      {
        text: 'The token: `exp` tells.',
        reply: 'Not this one. Compare `exp` with the lab clock in {H}: `token.not-expired` passed.',
      },
      {
        text: 'The client, for it sent the token.',
        reply: 'Not this one. Nobody told the client. It sent {H} in good faith.',
      },
    ],
  },
  ran: [
    {
      words: 'The authorization server’s inventory of tokens ends one.',
      file: 'authserver/inventory/revoke-tokens.ts',
      at: 'export ',
    },
    {
      words: 'The resource server asks about the token.',
      file: 'resserver/access/introspection.ts',
      at: "'introspection.active'",
    },
  ],
}

/** The inventory names a token by its hash. */
function isRevoked({ found, is }: Scene) {
  const hash = found['G']?.answered['access_token']
  const known = typeof hash === 'string' && is.revoked.some(({ id }) => id.includes(hash.slice(1)))
  return known ? undefined : { name: 'state', wanted: 'revoked', found: 'live' }
}
