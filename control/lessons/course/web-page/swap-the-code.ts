import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { flow, webPage } from '../../engine/places.ts'
import {
  flowOf,
  from,
  heldAndReleased,
  joined,
  passed,
  status,
  that,
} from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import { holdTokenRequest } from './hold-token-request.ts'

export const swapTheCode: Step = {
  title: 'Swap the code for tokens',
  idea: 'Now the client speaks to the authorization server itself. It shows the code, and two things that the browser never had. One is its secret; lesson 4 explains the other.',
  todo: 'Open the held message: the link stands beside these steps, or in Flow. Which of `Authorization`, `code`, `redirect_uri`, `code_verifier` did the browser carry before? Press Release as sent.',
  places: [flow, webPage],
  holds: holdTokenRequest,
  lines: [
    {
      name: 'H',
      message: 'callback',
      words: 'the browser had brought the code, with the `state` that the client knew',
      clause: 'RFC 6749 §10.12',
      requires: [from('browser'), passed('state.known', 'state.this-browser')],
      shows: ['state'],
    },
    {
      name: 'J',
      message: 'token request',
      words: 'the client showed code, secret and verifier, and got tokens',
      clause: 'RFC 6749 §4.1.3',
      requires: [
        from('client'),
        flowOf('H'),
        joined(
          'code',
          ({ sent: { code } }) => code,
          'H',
          ({ sent: { code } }) => code,
        ),
        that('Authorization', 'Basic', ({ basic }) => basic),
        heldAndReleased,
        passed('code.unused', 'code.redirect-uri', 'pkce.verifier-matches'),
        status(200),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const other = sinceOpening(scene).findLast(({ checks }) => checks['code.known'] === 'failed')
      return other === undefined
        ? undefined
        : {
            text: 'You sent a code that the server never issued {J}. Press Sign in again, and release the message as sent.',
            pins: { J: other },
          }
    },
    ...signInMistakes('developer'),
  ],
  look: 'Flow: the message that waits has a button Release as sent.',
  answer: '`POST {base}/control/api/interventions/release`',
  question: {
    text: 'Anybody can make a browser call the redirect URI with some code. How does the client know that this code answers its own request?',
    answers: [
      {
        text: 'It carries the `state` of {E}.',
        reply:
          'Right. The client made `{E.state}` for this browser. A code that somebody else planted comes with another `state`, or with none. RFC 6749 §10.12, RFC 9700 §4.7.',
      },
      {
        text: 'It has seen this code before.',
        reply:
          'Not this one. The client sees the code for the first time in {H}. Read {E}: which value did the client make itself?',
      },
      {
        text: 'The message came over HTTPS.',
        reply:
          'Not this one. HTTPS guards a message on its way. It does not say who made the browser send it. Read {E} and {H}: which value is in both?',
      },
    ],
  },
  ran: [
    {
      words: 'The client looks for the sign-in that it began with this `state`.',
      file: 'client/sign-in/finish.ts',
      at: "'state.known'",
    },
    {
      words: 'The token endpoint’s grant for codes.',
      file: 'authserver/grant-types/authorization-code.ts',
      at: "'code.known'",
    },
  ],
}
