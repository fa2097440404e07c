import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { flow, webPage } from '../../engine/places.ts'
import { answered, from, joined, status, that, tokenOf, words } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const moreAboutDana: Step = {
  title: 'More about Dana',
  idea: 'The ID token is short. More stands at **UserInfo**, for a client with an access token. The scopes decide which claims come.',
  todo: 'Guess first: which claims will be new? Sign in once more, tick `email`, press Allow. Compare the two UserInfo answers.',
  places: [webPage, flow],
  lines: [
    {
      name: 'F',
      message: 'UserInfo request',
      words: 'with the token of {B} the client learnt no `email`',
      clause: 'OpenID Connect Core §5.4',
      older: true,
      requires: [
        from('client'),
        tokenOf('B'),
        status(200),
        that('email', 'nothing', ({ answered: { email } }) => email === undefined),
      ],
    },
    {
      name: 'G',
      message: 'UserInfo request',
      words: 'with a later token it learnt it, of the same person',
      clause: 'OpenID Connect Core §5.4',
      requires: [
        from('client'),
        status(200),
        answered('email'),
        joined(
          'sub',
          ({ answered: { sub } }) => sub,
          'F',
          ({ answered: { sub } }) => sub,
        ),
      ],
      shows: ['sub', 'email'],
    },
  ],
  mistakes: [
    (scene) => {
      const asked = sinceOpening(scene).findLast(
        ({ message, status: of, answered: { scope } }) =>
          message === 'token request' && of === 200 && !words(scope).includes('email'),
      )
      return asked === undefined
        ? undefined
        : {
            text: 'The new token does not hold `email` either {G}. Log out, sign in, and tick it.',
            pins: { G: asked },
          }
    },
    ...signInMistakes('developer'),
  ],
  look: 'The consent page: the box `email`, which stays ticked this time.',
  answer: 'Sign in at `{base}/client/application/`, tick `email`, press Allow.',
  question: {
    text: 'How does Simple Web Page know that Dana signed in, and may believe it?',
    answers: [
      {
        text: 'From the ID token in the answer of {B}.',
        reply:
          'Right. Its `aud` is this client, its `nonce` is the one that this client sent, and the issuer signed it. OpenID Connect Core §3.1.3.7.',
      },
      {
        text: 'From the sign-in form.',
        reply:
          'Not this one. That form went from the browser to the authorization server. The client is neither.',
      },
      {
        text: 'From the access token, which names Dana too.',
        reply: 'Not this one. Read its `aud` in {B}: for whom was it made?',
      },
    ],
  },
  ran: [
    {
      words: 'UserInfo tells what the scopes allow.',
      file: 'authserver/userinfo/userinfo-endpoint.ts',
      at: 'claimsFor(scopes',
    },
  ],
}
