import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { flow, webPage } from '../../engine/places.ts'
import { client, from, passed, sameClaim, sent, status, that } from '../../engine/requirements.ts'
import { idOf, sinceOpening } from '../../engine/scene.ts'

export const besideASecret: Step = {
  title: 'Beside a client with a secret',
  idea: 'Simple Web Page keeps a secret on its server, and uses PKCE as well. A secret says which program asks. A verifier says which sign-in it belongs to.',
  todo: 'Open Simple Web Page and sign in. In Flow compare this flow with that of {D}. Which lines of the two token requests differ?',
  places: [webPage, flow],
  lines: [
    {
      name: 'E',
      message: 'token request',
      words: 'Simple Web Page showed its secret and a verifier, in the same session of Dana',
      clause: 'RFC 9700 §2.1.1',
      requires: [
        from('client'),
        client('simple-web-page'),
        sent('grant_type', 'authorization_code'),
        that('Authorization', 'Basic', ({ basic }) => basic),
        sent('code_verifier'),
        passed('client.secret', 'pkce.verifier-matches'),
        status(200),
        sameClaim('id_token', 'sid', 'D'),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const elsewhere = sinceOpening(scene).findLast(
        ({ message, status: of, client: by, jwts }) =>
          message === 'token request' &&
          of === 200 &&
          by === idOf(scene, 'simple-web-page') &&
          jwts['id_token']?.claims['sid'] !== scene.found['D']?.jwts['id_token']?.claims['sid'],
      )
      return elsewhere === undefined
        ? undefined
        : {
            text: '{E} is of another browser session. Open Simple Web Page in the browser of step 2.',
            pins: { E: elsewhere },
          }
    },
    ...signInMistakes('developer'),
  ],
  look: 'The browser in which the single-page application is signed in.',
  answer: 'Open `{base}/client/application/` in the same browser, and press Sign in.',
  ran: [
    {
      words: 'The web client finishes the sign-in with both.',
      file: 'client/sign-in/finish.ts',
      at: 'pkceCodeVerifier: signIn.code_verifier',
    },
  ],
}
