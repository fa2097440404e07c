import type { Step } from '../../engine/lesson.ts'
import { delegatedResource, tryIt } from '../../engine/places.ts'
import { failed, from, passed, status, to, tokenOf } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const withoutAPerson: Step = {
  title: 'A token without a person',
  idea: 'This token speaks for a program. The delegated resource runs each request as the token’s user. Here it has nobody to run as.',
  todo: 'Guess first: 200, 401 or 403? Send the same token to `{delegated}`.',
  places: [tryIt, delegatedResource],
  lines: [
    {
      name: 'F',
      message: 'resource request',
      words: 'the token is good, and the delegated resource has nobody to run as',
      clause: 'RFC 9068 §2.2',
      requires: [
        from('program'),
        to('/resserver/protected-resources-delegated/'),
        tokenOf('C'),
        passed('scope.sufficient'),
        failed('delegation.user'),
        status(403),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const bare = sinceOpening(scene).findLast(
        ({ checks, address }) =>
          address === scene.values['delegated'] && checks['bearer.present'] === 'failed',
      )
      return bare === undefined
        ? undefined
        : {
            text: 'No token came {G}, so the answer is 401: who are you? Send the token of {C}, and compare the status.',
            pins: { G: bare },
          }
    },
  ],
  look: 'The address ends in `protected-resources-delegated/`.',
  answer: '`curl --cacert .lab/certs/root.crt -H "Authorization: Bearer TOKEN" {delegated}`',
  question: {
    text: 'Whose name stands in `sub` of this token?',
    answers: [
      {
        text: '`{C.client_id}`, the client’s own id.',
        reply:
          'Right. `sub` and `client_id` in {C} are the same text, for no user took part. RFC 9068 §2.2.',
      },
      {
        text: '`developer`, who may read the resource.',
        reply:
          'Not this one. No sign-in form came before {C}. Read `tokenUsername` in the answer of {D}.',
      },
      {
        text: '`my-postman`, the name that you typed.',
        reply:
          'Not this one. That is `client_name`, meant for people. Compare `sub` with `client_id` in the decoded token of {C}.',
      },
    ],
  },
  ran: [
    {
      words: 'The resource server looks for the user of the token.',
      file: 'resserver/delegation/delegate.ts',
      at: "'delegation.user'",
    },
  ],
}
