import type { Step } from '../../engine/lesson.ts'
import { flow, webPage } from '../../engine/places.ts'
import {
  changedByLearner,
  client,
  failed,
  flowOf,
  from,
  status,
} from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import { holdQuestions } from '../scopes/hold-questions.ts'

export const anotherNonce: Step = {
  title: 'Another nonce',
  idea: 'The **nonce** is a value that the client makes for one sign-in. It comes back inside the ID token, signed. So an ID token of another sign-in does not fit here.',
  todo: 'Guess first: who will refuse? Log out and press Sign in. Change one character of `nonce` in the held message. Release changed, and go on as before (`email` unticked).',
  places: [webPage, flow],
  holds: holdQuestions,
  lines: [
    {
      name: 'C',
      message: 'authorization request',
      words: 'you changed `nonce` on the way',
      touched: true,
      requires: [from('browser'), client('simple-web-page'), changedByLearner('/query/nonce')],
    },
    {
      name: 'D',
      message: 'token request',
      words: 'the authorization server noticed nothing, and gave tokens',
      requires: [flowOf('C'), from('client'), status(200)],
    },
    {
      name: 'E',
      message: 'callback',
      words: 'the client refused the ID token, and nobody is signed in there',
      clause: 'OpenID Connect Core §3.1.3.7',
      anyOrder: true,
      requires: [flowOf('C'), from('browser'), failed('id-token.nonce')],
    },
  ],
  mistakes: [
    (scene) => {
      const state = sinceOpening(scene).findLast(
        ({ message, checks }) => message === 'callback' && checks['state.known'] === 'failed',
      )
      return state === undefined
        ? undefined
        : {
            text: 'The client refused at once (`state.known`), before any token request {E}. Change `nonce`, not `state`.',
            pins: { E: state },
          }
    },
  ],
  look: 'Flow: the held authorization request, the row `nonce`.',
  answer:
    '`POST {base}/control/api/interventions/release` with `{"exchange":"ID","do":{"change":[{"op":"replace","path":"/query/nonce","value":"another"}]}}`, then go on in the browser.',
  ran: [
    {
      words: 'The client compares the nonce.',
      file: 'client/sign-in/expect-nonce.ts',
      at: "'id-token.nonce'",
    },
  ],
}
