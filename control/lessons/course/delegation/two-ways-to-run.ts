import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { webPage } from '../../engine/places.ts'
import { answered, from, joined, status, that, to } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const twoWaysToRun: Step = {
  title: 'Two ways to run',
  idea: 'The first resource runs as the service, whoever calls. The second runs as a **delegated user**: a local user made from the token. The operation never sees whose token it was.',
  todo: 'Guess first: which two user names will you read? Sign in at Simple Web Page as `developer` with {developerPassword}. Compare `serviceUsername` in the two answers.',
  places: [webPage],
  lines: [
    {
      name: 'A',
      message: 'resource request',
      words: 'the first resource ran as the service',
      requires: [
        from('client'),
        to('/resserver/protected-resources/'),
        status(200),
        answered('tokenUsername', 'developer'),
        answered('serviceUsername', 'resserver'),
      ],
      shows: ['tokenUsername', 'serviceUsername'],
    },
    {
      name: 'B',
      message: 'resource request',
      words: 'the second ran as a local user made from the same token',
      clause: 'RFC 9068 §2.2',
      anyOrder: true,
      requires: [
        from('client'),
        to('/resserver/protected-resources-delegated/'),
        joined(
          'access token',
          ({ shown }) => shown,
          'A',
          ({ shown }) => shown,
        ),
        status(200),
        that(
          'serviceUsername',
          '`OAuth2` and the sub',
          ({ answered: { serviceUsername }, jwts }) =>
            serviceUsername === `OAuth2${String(jwts['shown']?.claims['sub'])}`,
          ({ answered: { serviceUsername } }) => String(serviceUsername),
        ),
      ],
      shows: ['serviceUsername'],
    },
  ],
  mistakes: [
    (scene) => {
      const machine = sinceOpening(scene).findLast(
        ({ message, answered: { tokenUsername }, status: of }) =>
          message === 'resource request' && of === 200 && tokenUsername === null,
      )
      return machine === undefined
        ? undefined
        : {
            text: 'That token is the client’s own {A}: `tokenUsername` is null. Sign in at the web page.',
            pins: { A: machine },
          }
    },
    ...signInMistakes('developer'),
  ],
  look: 'Simple Web Page: the answers of both resources.',
  answer: 'Sign in at `{base}/client/application/` as `developer` with {developerPassword}.',
  ran: [
    {
      words: 'The resource server runs an operation as the token’s user.',
      file: 'resserver/delegation/current-user.ts',
      at: 'export function runAs',
    },
  ],
}
