import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { flow, webPage } from '../../engine/places.ts'
import {
  client,
  from,
  heldAndReleased,
  laterFlowThan,
  sent,
  status,
} from '../../engine/requirements.ts'

export const twoRoads: Step = {
  title: 'Two roads',
  idea: 'Messages through your browser use the **front channel**. Messages from server to server use the **back channel**. The lesson holds the next one of them, so that you can look at it.',
  todo: 'Log out, sign in again. While the browser waits, read its address bar and the held message: who sends it, to whom? Press Release as sent.',
  places: [webPage, flow],
  holds: ({ values }) => [
    {
      match: {
        role: 'authserver',
        message: 'token request',
        ...(values['simpleWebPage'] && { client: values['simpleWebPage'] }),
      },
      do: { hold: true },
      times: 1,
    },
  ],
  lines: [
    {
      name: 'J',
      message: 'token request',
      words: 'the client’s token request waited, and you released it as it was',
      clause: 'RFC 6749 §4.1.3',
      requires: [
        from('client'),
        client('simple-web-page'),
        sent('grant_type', 'authorization_code'),
        laterFlowThan('H'),
        heldAndReleased,
        status(200),
      ],
    },
  ],
  mistakes: signInMistakes('developer'),
  look: 'Flow: the message that waits has a button Release as sent.',
  answer:
    'Release it by `POST {base}/control/api/interventions/release`, or by the button Release as sent.',
  question: {
    text: 'Which roles received Dana’s password?',
    answers: [
      {
        text: 'The authorization server only.',
        reply:
          'Right. The password travels once, in {E}, from the browser to the authorization server. The client never sees it. RFC 6749 §1.',
      },
      {
        text: 'The client, for it shows Dana’s name.',
        reply:
          'Not this one. Read {H}: the client sent a code and its own secret. The name came in an answer.',
      },
      {
        text: 'The resource server, for it let the request in.',
        reply: 'Not this one. Read {I}: it carries a token in `Authorization`, and no password.',
      },
    ],
  },
  ran: [
    {
      words: 'The token endpoint.',
      file: 'authserver/token/token-endpoint.ts',
      at: 'export ',
    },
  ],
}
