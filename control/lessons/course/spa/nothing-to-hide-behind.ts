import { otherClient, signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { singlePage } from '../../engine/places.ts'
import {
  client,
  flowOf,
  from,
  passed,
  sent,
  status,
  that,
  without,
} from '../../engine/requirements.ts'

export const nothingToHideBehind: Step = {
  title: 'Nothing to hide behind',
  idea: 'This application runs in your browser, and you can read all of it. A secret in it would be no secret. So it is a **public client**: it has a name only.',
  todo: 'Guess first: what takes the place of the secret in the token request? Open `{base}/spa/`, press Sign in, sign in as `developer` with {developerPassword}, press Allow.',
  places: [singlePage],
  lines: [
    {
      name: 'A',
      message: 'authorization request',
      words: 'the application asked with a `code_challenge`',
      clause: 'RFC 7636 §4.3',
      requires: [
        from('browser'),
        client('spa'),
        sent('code_challenge'),
        sent('code_challenge_method', 'S256'),
      ],
      shows: ['code_challenge'],
    },
    {
      name: 'B',
      message: 'token request',
      words: 'its token request carried a `code_verifier` and no secret',
      clause: 'RFC 7636 §4.5',
      requires: [
        from('spa'),
        flowOf('A'),
        sent('code_verifier'),
        that('Authorization', 'nothing', ({ authorization }) => !authorization),
        without('client_secret'),
        passed('pkce.verifier-matches'),
        status(200),
      ],
    },
  ],
  mistakes: [
    otherClient(
      'spa',
      'This sign-in {Z1} is of `simple-web-page`, which has a secret. Open `{base}/spa/`.',
    ),
    ...signInMistakes('developer'),
  ],
  look: 'The address bar: the single-page application lives at `{base}/spa/`.',
  answer: 'Open `{base}/spa/`, press Sign in; `developer`, `test`, Allow.',
  ran: [
    {
      words: 'The single-page application begins and finishes a sign-in.',
      file: 'client/spa/session.ts',
      at: 'new UserManager(',
    },
    {
      words: 'The authorization server takes a client that has a name only.',
      file: 'authserver/clients/authentication/none.ts',
      at: "name: 'none'",
    },
  ],
}
