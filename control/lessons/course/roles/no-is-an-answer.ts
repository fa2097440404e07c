import type { Step } from '../../engine/lesson.ts'
import { serverPortal, singlePage } from '../../engine/places.ts'
import { answered, client, failed, flowOf, from, sent } from '../../engine/requirements.ts'
import { idOf, sinceOpening } from '../../engine/scene.ts'

export const noIsAnAnswer: Step = {
  title: 'No is an answer',
  idea: 'You may refuse. The client then gets an error through the front channel, and no token is made. The lab has a second client, which you have not allowed yet.',
  todo: 'Guess first: will you type the password again? Open the single-page application at `{base}/spa/`, press Sign in, and press Deny.',
  places: [singlePage, serverPortal],
  lines: [
    {
      name: 'K',
      message: 'authorization request',
      words: 'the single-page application sent your browser to the authorization server',
      requires: [from('browser'), client('spa')],
    },
    {
      name: 'L',
      message: 'consent',
      words: 'you pressed Deny, and the client was told `access_denied`',
      clause: 'RFC 6749 §4.1.2.1',
      requires: [
        flowOf('K'),
        sent('answer', 'deny'),
        failed('consent.given'),
        answered('error', 'access_denied'),
      ],
    },
    { absent: 'sign-in', words: 'no password was asked for', requires: [flowOf('K')] },
    { absent: 'token request', words: 'no token was asked for', requires: [flowOf('K')] },
  ],
  mistakes: [
    (scene) => {
      const made = sinceOpening(scene).findLast(
        ({ message, status, client: of }) =>
          message === 'token request' && status === 200 && of === idOf(scene, 'spa'),
      )
      return made === undefined
        ? undefined
        : {
            text: 'You pressed Allow, so tokens were made {N}. End the consent of `spa` under Consents in the authorization server’s portal ({asSuperuser}), and sign in once more.',
            pins: { N: made },
          }
    },
  ],
  look: 'The consent page of the single-page application: the button is Deny.',
  answer: 'Open `{base}/spa/`, press Sign in, press Deny.',
  ran: [
    {
      words: 'The authorization server refuses at the redirect URI.',
      file: 'authserver/interaction/consents.ts',
      at: "'consent.given'",
    },
  ],
}
