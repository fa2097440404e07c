import type { Step } from '../../engine/lesson.ts'
import { flow, singlePage } from '../../engine/places.ts'
import { changedByLearner, client, failed, flowOf, from } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const leaveTheChallengeOut: Step = {
  title: 'Leave the challenge out',
  idea: 'An attacker may try to switch the protection off, by taking the challenge out of the question. A server that allows this for a public client protects nobody.',
  todo: 'Guess first: who notices, and when? In `{base}/spa/` log out and press Sign in. In the held message delete `code_challenge` and `code_challenge_method`. Press Release changed.',
  places: [singlePage, flow],
  holds: ({ values }) => [
    {
      match: { role: 'authserver', message: 'authorization request', client: values['spa'] },
      do: { hold: true },
      times: 1,
    },
  ],
  lines: [
    {
      name: 'F',
      message: 'authorization request',
      words: 'the authorization server refused a question without a challenge',
      clause: 'RFC 9700 §2.1.1',
      touched: true,
      requires: [
        from('browser'),
        client('spa'),
        changedByLearner('/query/code_challenge'),
        failed('pkce.required'),
      ],
    },
    { absent: 'token request', words: 'no token request followed', requires: [flowOf('F')] },
  ],
  mistakes: [
    (scene) => {
      const half = sinceOpening(scene).findLast(
        ({ checks }) => checks['pkce.method-s256'] === 'failed',
      )
      return half === undefined
        ? undefined
        : {
            text: 'The challenge is still there, and without a method it counts as `plain`. The server refused that too (`pkce.method-s256`) {F}. Sign in again and delete both.',
            pins: { F: half },
          }
    },
  ],
  look: 'Flow: the held authorization request, the rows `code_challenge` and `code_challenge_method`.',
  answer:
    '`POST {base}/control/api/interventions/release` with `{"exchange":"ID","do":{"change":[{"op":"remove","path":"/query/code_challenge"},{"op":"remove","path":"/query/code_challenge_method"}]}}`',
  ran: [
    {
      words: 'The PKCE rule of authorization requests.',
      file: 'authserver/authorization/rules/pkce.ts',
      at: "'pkce.required'",
    },
  ],
}
