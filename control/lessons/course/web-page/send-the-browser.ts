import type { Step } from '../../engine/lesson.ts'
import { webPage } from '../../engine/places.ts'
import { from, joined, passed, sent, that } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import { idOfRegistered } from './register.ts'

export const sendTheBrowser: Step = {
  title: 'Send the browser to ask',
  idea: 'The client must not see Dana’s password. So it sends the browser to the authorization server with a question. The **state** in it is a value that the client made for this browser and this question.',
  todo: 'Open Simple Web Page, press Sign in, and stop at the sign-in page. Find `client_id`, `redirect_uri`, `scope` and `state` in {E}.',
  places: [webPage],
  lines: [
    {
      name: 'E',
      message: 'authorization request',
      words: 'the browser asked, with `state` and `code_challenge`',
      clause: 'RFC 6749 §4.1.1',
      requires: [
        from('browser'),
        joined('client_id', ({ sent: { client_id } }) => client_id, 'D', idOfRegistered),
        sent('response_type', 'code'),
        sent('state'),
        sent('code_challenge_method', 'S256'),
        passed('redirect-uri.registered'),
        that(
          'answer',
          'the sign-in page',
          ({ status, leads }, { values }) =>
            status < 400 &&
            (leads === undefined || leads.startsWith(`${values['base']}/authserver/`)),
        ),
      ],
      shows: ['client_id', 'redirect_uri', 'scope', 'state'],
    },
  ],
  mistakes: [
    (scene) => {
      const stopped = sinceOpening(scene).findLast(
        ({ checks }) => checks['redirect-uri.registered'] === 'failed',
      )
      const known = scene.is.clients.find(({ client_id }) => client_id === stopped?.client)
      return stopped === undefined
        ? undefined
        : {
            text: 'The authorization server knows another redirect URI for `client-name`. So it sent nothing there, and showed an error page {E}. Make the two equal, and sign in again.',
            pins: { E: stopped },
            compare: [
              {
                name: 'redirect_uri',
                wanted: (known?.redirect_uris ?? []).join(' '),
                found: stopped.sent['redirect_uri'] ?? 'nothing',
              },
            ],
          }
    },
  ],
  look: 'Simple Web Page: the button Sign in. The address bar then holds the question.',
  answer: 'Open `{base}/client/application/` and press Sign in.',
  ran: [
    {
      words: 'The client begins a sign-in.',
      file: 'client/sign-in/begin.ts',
      at: 'buildAuthorizationUrl(',
    },
    {
      words: 'The server’s rule for redirect URIs.',
      file: 'authserver/authorization/redirect-target.ts',
      at: "'redirect-uri.registered'",
    },
  ],
}
