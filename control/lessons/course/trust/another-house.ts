import type { Step } from '../../engine/lesson.ts'
import { resource } from '../../engine/places.ts'
import { claim, failed, from, status, to } from '../../engine/requirements.ts'

export const anotherHouse: Step = {
  title: 'A token of another house',
  idea: 'A certificate guards the way. It says nothing of a token. A token names its own issuer, and a resource server believes one.',
  todo: 'Get a token of the second sandbox: `./lab token --sandbox {id2}`. Send it to `{api}` of this one.',
  places: [resource],
  lines: [
    {
      name: 'E',
      message: 'resource request',
      words: 'a token of the second sandbox was refused here for its issuer',
      clause: 'RFC 9068 §4',
      requires: [
        from('program'),
        to('/resserver/protected-resources/'),
        claim('shown', 'iss', ({ values }) => values['issuer2']),
        failed('token.issuer'),
        status(401),
      ],
    },
  ],
  look: 'The address: that of this sandbox, `{api}`. The second sandbox issued the token and would let it in.',
  answer:
    '`curl --cacert .lab/certs/root.crt -H "Authorization: Bearer $(./lab token --sandbox {id2})" {api}`',
  ran: [
    {
      words: 'The resource server believes one issuer.',
      file: 'resserver/access/verify-jwt.ts',
      at: "'token.issuer'",
    },
  ],
}
