import type { Step } from '../../engine/lesson.ts'
import { flow, webPage } from '../../engine/places.ts'
import { answered, failed, from, joined, status } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import type { Sighting } from '../../engine/sighting.ts'

const shown = ({ sent }: Sighting) => sent['refresh_token']
const given = ({ answered: { refresh_token } }: Sighting) => refresh_token

export const onceOnly: Step = {
  title: 'Once only',
  idea: 'Each use replaces the refresh token: that is **rotation**. An old one that comes again was copied by somebody. The server cannot tell who is the thief, so it ends the whole **grant**.',
  todo: 'Guess first: who loses, the thief or the client? In Flow open {C} and press Repeat. Then press Refresh on the page.',
  places: [flow, webPage],
  lines: [
    {
      name: 'E',
      message: 'token request',
      words: 'the used refresh token came again, and was refused',
      clause: 'RFC 9700 §4.14',
      requires: [
        from('program', 'spa', 'browser'),
        joined('refresh_token', shown, 'A', given),
        failed('refresh-token.unused'),
        status(400),
        answered('error', 'invalid_grant'),
      ],
    },
    {
      name: 'F',
      message: 'token request',
      words: 'the client’s own token was dead too: the whole grant had ended',
      clause: 'RFC 9700 §4.14',
      requires: [
        from('client'),
        joined('refresh_token', shown, 'C', given),
        failed('grant.live'),
        status(400),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const early = sinceOpening(scene).findLast(
        ({ message, from: by, status: of, sent: { grant_type } }) =>
          message === 'token request' &&
          by === 'client' &&
          of === 200 &&
          grant_type === 'refresh_token',
      )
      return early === undefined || scene.found['E'] !== undefined
        ? undefined
        : {
            text: 'The page refreshed before the old token came again {F}, so all was in order. Press Refresh once more.',
            pins: { F: early },
          }
    },
  ],
  look: 'Flow: the message {C} has a button Repeat.',
  answer:
    'Send the form of {C} once more to `{issuer}/token`, with the same `Authorization`; then press Refresh.',
  ran: [
    {
      words: 'A refresh token that was used before ends its grant.',
      file: 'authserver/grant-types/refresh-token.ts',
      at: "'refresh-token.unused'",
    },
  ],
}
