import type { Step } from '../../engine/lesson.ts'
import { resource } from '../../engine/places.ts'
import { failed, from, status, that, to } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const closedDoor: Step = {
  title: 'A closed door',
  idea: 'A **resource server** holds something worth protecting. It asks each caller for an **access token**: a text that says what may be done, and until when. You have none yet.',
  todo: 'Guess first: which status will come? Open `{api}` in a new tab. Read the status and the header `WWW-Authenticate` in {A}.',
  places: [resource],
  lines: [
    {
      name: 'A',
      message: 'resource request',
      words: 'a request without a token was answered 401',
      clause: 'RFC 6750 §3',
      requires: [
        from('browser'),
        to('/resserver/protected-resources/'),
        that('Authorization', 'nothing', ({ authorization }) => !authorization),
        status(401),
        failed('bearer.present'),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const nowhere = sinceOpening(scene).findLast(
        ({ address }) => address === `${scene.values['base']}/resserver/`,
      )
      return nowhere === undefined
        ? undefined
        : {
            text: 'Nothing protected stands at that address. Open the one that ends in `protected-resources/`.',
            pins: { Z1: nowhere },
          }
    },
  ],
  look: 'The address bar of the new tab: it holds `{api}`, with the slash at the end.',
  answer: 'Open `{api}` in the browser.',
  ran: [
    {
      words: 'The resource server reads the bearer token of a request.',
      file: 'resserver/access/bearer-token.ts',
      at: "'bearer.present'",
    },
    {
      words: 'Its refusal says where tokens come from.',
      file: 'resserver/access/challenge.ts',
      at: 'resource_metadata: metadataUrlOf',
    },
  ],
}
