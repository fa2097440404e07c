import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { webPage } from '../../engine/places.ts'
import {
  claim,
  client,
  flowOf,
  from,
  scopes,
  sent,
  status,
  ticked,
  words,
} from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const whoIsIt: Step = {
  title: 'Who is it?',
  idea: 'An access token is for the resource server. It does not tell the client who signed in. With the scope `openid` the client gets an **ID token** as well: that is **OpenID Connect**.',
  todo: 'Open Simple Web Page, sign in as `developer` with {developerPassword}, untick `email`, press Allow. Read `iss`, `sub`, `aud`, `nonce` and `auth_time` in the ID token.',
  places: [webPage],
  lines: [
    {
      name: 'A',
      message: 'authorization request',
      words: 'the client asked for `openid`, with a `nonce`',
      clause: 'OpenID Connect Core §3.1.2.1',
      requires: [
        from('browser'),
        client('simple-web-page'),
        scopes(({ sent: { scope } }) => scope, { has: ['openid'] }),
        sent('nonce'),
      ],
      shows: ['nonce'],
    },
    {
      name: 'B',
      message: 'token request',
      words: 'it got an ID token for itself with the same `nonce`, and no `email`',
      clause: 'OpenID Connect Core §2',
      requires: [
        flowOf('A'),
        from('client'),
        status(200),
        claim('id_token', 'aud', ({ found }) => found['A']?.client),
        claim('id_token', 'nonce', ({ found }) => found['A']?.sent['nonce']),
        scopes(({ answered: { scope } }) => scope, { lacks: ['email'] }),
      ],
      shows: ['nonce', 'aud'],
    },
  ],
  mistakes: [
    (scene) => {
      const allowed = sinceOpening(scene).findLast(
        (seen) => seen.message === 'consent' && words(ticked(seen)).includes('email'),
      )
      return allowed === undefined
        ? undefined
        : {
            text: 'Dana allowed `email` {B}, and step 3 needs it missing. End the consent of `simple-web-page` under Consents in the portal ({asSuperuser}), log out, and sign in.',
            pins: { B: allowed },
          }
    },
    ...signInMistakes('developer'),
  ],
  look: 'The consent page: the box `email`.',
  answer: 'Sign in at `{base}/client/application/`, untick `email`, press Allow.',
  ran: [
    {
      words: 'The authorization server makes ID tokens.',
      file: 'authserver/tokens/issue-id-token.ts',
      at: 'export function idTokenClaims',
    },
  ],
}
