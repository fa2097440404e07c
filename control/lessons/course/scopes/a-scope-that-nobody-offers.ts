import type { Step } from '../../engine/lesson.ts'
import { flow, webPage } from '../../engine/places.ts'
import { changedByLearner, client, failed, from } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import { holdQuestions } from './hold-questions.ts'

export const aScopeThatNobodyOffers: Step = {
  title: 'A scope that nobody offers',
  idea: 'A client can write any word into `scope`. The server grants only scopes that it knows. It refuses the whole question, so that nobody is misled.',
  todo: 'Log out and press Sign in. In the held message change `scope` to `openid my/other`. Press Release changed. Read `error` in the answer.',
  places: [webPage, flow],
  holds: holdQuestions,
  lines: [
    {
      name: 'K',
      message: 'authorization request',
      words: 'a scope that the server does not know was refused as `invalid_scope`',
      clause: 'RFC 6749 §4.1.2.1',
      touched: true,
      requires: [
        from('browser'),
        client('simple-web-page'),
        changedByLearner('/query/scope'),
        failed('scope.supported'),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const without = sinceOpening(scene).findLast(
        ({ message, checks }) =>
          message === 'callback' && checks['token-response.valid'] === 'failed',
      )
      return without === undefined
        ? undefined
        : {
            text: 'Simple Web Page needs `openid` to know who signs in. Write `openid my/other`.',
            pins: { Z1: without },
          }
    },
  ],
  look: 'Flow: the held authorization request, the row `scope`.',
  answer:
    '`POST {base}/control/api/interventions/release` with `{"exchange":"ID","do":{"change":[{"op":"replace","path":"/query/scope","value":"openid my/other"}]}}`',
  ran: [
    {
      words: 'The scope rule of the authorization server.',
      file: 'authserver/scopes/require-scopes.ts',
      at: "'scope.supported'",
    },
  ],
}
