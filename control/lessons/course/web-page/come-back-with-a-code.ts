import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { webPage } from '../../engine/places.ts'
import { answered, client, sent } from '../../engine/requirements.ts'
import { holdTokenRequest } from './hold-token-request.ts'

export const comeBackWithACode: Step = {
  title: 'Come back with a code',
  idea: 'The authorization server does not give tokens to the browser. It gives a **code**: a ticket, good once and for 60 s. Only the client can turn it into tokens.',
  todo: 'Sign in as `developer` with {developerPassword}. Allow everything. Then the browser waits: the lesson holds the next message.',
  places: [webPage],
  holds: holdTokenRequest,
  lines: [
    {
      name: 'F',
      message: 'sign-in',
      words: 'Dana signed in',
      requires: [client('client-name'), sent('login', 'developer')],
    },
    {
      name: 'G',
      message: 'consent',
      words: 'the browser was sent back with a code and the `state`',
      clause: 'RFC 6749 §4.1.2',
      requires: [
        client('client-name'),
        sent('answer', 'allow'),
        answered('code'),
        answered('state'),
        answered('iss', ({ values }) => values['issuer']),
      ],
      shows: ['state', 'iss'],
    },
    { held: 'token request', words: 'the client’s token request waits' },
  ],
  mistakes: signInMistakes('developer'),
  look: 'The consent page: press Allow.',
  answer: 'Sign in as `developer` with {developerPassword}, press Allow.',
  ran: [
    {
      words: 'The server answers with a code.',
      file: 'authserver/authorization/response-types/code.ts',
      at: 'code',
    },
  ],
}
