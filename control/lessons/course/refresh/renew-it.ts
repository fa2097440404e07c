import type { Step } from '../../engine/lesson.ts'
import { flow, webPage } from '../../engine/places.ts'
import { from, joined, sent, status, that, tokenOf } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const renewIt: Step = {
  title: 'Renew it',
  idea: 'The client asked for `offline_access`, and Dana allowed it. So it holds a **refresh token**. With that it gets a new access token, and Dana need not be there.',
  todo: 'Guess first: what else will be new? Press Refresh. Compare the answers of {A} and {C}.',
  places: [webPage, flow],
  lines: [
    {
      name: 'C',
      message: 'token request',
      words: 'the client showed its refresh token, and got a new one with the new access token',
      clause: 'RFC 6749 §6',
      requires: [
        from('client'),
        sent('grant_type', 'refresh_token'),
        joined(
          'refresh_token',
          ({ sent: { refresh_token } }) => refresh_token,
          'A',
          ({ answered: { refresh_token } }) => refresh_token,
        ),
        status(200),
        that(
          'refresh_token',
          'another one',
          ({ answered: { refresh_token }, sent: { refresh_token: old } }) =>
            refresh_token !== undefined && refresh_token !== old,
        ),
      ],
    },
    {
      name: 'D',
      message: 'resource request',
      words: 'the new access token opened the resource',
      requires: [from('client'), tokenOf('C'), status(200)],
    },
  ],
  mistakes: [
    (scene) => {
      const again = sinceOpening(scene).findLast(
        ({ message, sent: { grant_type } }) =>
          message === 'token request' && grant_type === 'authorization_code',
      )
      return again === undefined
        ? undefined
        : {
            text: 'That was a new sign-in {E}. Step 2 wants the button Refresh.',
            pins: { E: again },
          }
    },
  ],
  look: 'Simple Web Page: the button Refresh.',
  answer: 'Open `{base}/client/application/` and press Refresh.',
  ran: [
    {
      words: 'The client refreshes, one at a time.',
      file: 'client/session/refresh.ts',
      at: 'refreshTokenGrant(configuration',
    },
    {
      words: 'The authorization server’s grant for refresh tokens.',
      file: 'authserver/grant-types/refresh-token.ts',
      at: "name: 'refresh_token'",
    },
  ],
}
