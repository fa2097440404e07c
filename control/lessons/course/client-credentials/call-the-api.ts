import type { Step } from '../../engine/lesson.ts'
import { resource, tryIt } from '../../engine/places.ts'
import { answered, from, passed, status, to, tokenOf } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const callTheApi: Step = {
  title: 'Call the API',
  idea: 'A **bearer token** works for whoever brings it, so it must not leak. It goes into the `Authorization` header, and nowhere else.',
  todo: 'Send `GET {api}` with `Authorization: Bearer` and the token of {C}. Read `tokenUsername`.',
  places: [tryIt, resource],
  lines: [
    {
      name: 'D',
      message: 'resource request',
      words: 'the token of {C} opened the resource, and no user stands behind it',
      clause: 'RFC 6750 §2.1',
      requires: [
        from('program'),
        to('/resserver/protected-resources/'),
        tokenOf('C'),
        passed('scope.sufficient'),
        status(200),
        answered('tokenUsername', null),
      ],
      shows: ['tokenUsername', 'tokenScope'],
    },
  ],
  mistakes: [
    (scene) => {
      const leaked = sinceOpening(scene).findLast(
        ({ checks }) => checks['bearer.not-in-query'] === 'failed',
      )
      return leaked === undefined
        ? undefined
        : {
            text: 'The token came in the address {E}. Addresses end in logs and histories, so the server refuses it there. Use the header. RFC 9700 §4.3.2.',
            pins: { E: leaked },
          }
    },
  ],
  look: 'The header `Authorization` of your request: `Bearer`, one blank, the token.',
  answer: '`curl --cacert .lab/certs/root.crt -H "Authorization: Bearer TOKEN" {api}`',
  ran: [
    {
      words: 'The resource server decides whether the request may in.',
      file: 'resserver/access/access.ts',
      at: "'scope.sufficient'",
    },
  ],
}
