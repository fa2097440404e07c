import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { serverPortal, webPage } from '../../engine/places.ts'
import { client, differs, failed, from, sent, status, that } from '../../engine/requirements.ts'
import { clientNamed, sinceOpening } from '../../engine/scene.ts'
import type { LabState } from '../../engine/scene.ts'

export const takeOneThingAway: Step = {
  title: 'Take one thing away',
  idea: 'Everything fits now. Change one character, and see who says no. Look also at what does not happen then.',
  todo: 'Guess first: who will refuse? Log out at Simple Web Page. In the authorization server’s portal open Clients, then `client-name`. Add a slash to the end of its redirect URI and press Save. Press Sign in at Simple Web Page, and read the page that comes. Take the slash away, press Save, and sign in.',
  places: [serverPortal, webPage],
  lines: [
    {
      words: 'the redirect URI of `client-name` is another one',
      differs: ({ was, is }) =>
        differs(
          'redirect_uris',
          uris(is) !== '' && uris(is) !== uris(was),
          'another one',
          uris(is),
        ),
    },
    {
      name: 'N',
      message: 'authorization request',
      words: 'the authorization server refused on a page of its own, and sent nothing on',
      clause: 'RFC 9700 §2.1',
      requires: [
        from('browser'),
        client('client-name'),
        failed('redirect-uri.registered'),
        status(400),
        that('Location', 'nothing', ({ leads }) => leads === undefined),
      ],
    },
    {
      words: 'the redirect URI is as before',
      differs: ({ was, is, found }) =>
        differs(
          'redirect_uris',
          found['N'] !== undefined && uris(is) === uris(was),
          uris(was),
          uris(is),
        ),
    },
    {
      name: 'O',
      message: 'token request',
      words: 'a sign-in works again',
      requires: [
        from('client'),
        client('client-name'),
        sent('grant_type', 'authorization_code'),
        status(200),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const gone = sinceOpening(scene).findLast(
        ({ checks }) => checks['authorization.client-known'] === 'failed',
      )
      return gone === undefined
        ? undefined
        : {
            text: 'The client itself is gone (`authorization.client-known`), so no redirect URI was compared {N}. Register it again, as in step 2.',
            pins: { N: gone },
          }
    },
    ...signInMistakes('developer'),
  ],
  look: 'The portal of the authorization server, Clients, `client-name`, `redirect_uris`.',
  answer:
    '`PATCH {base}/control/api/clients?client_id={clientName}` with `{"redirect_uris":["{base}/client/application/callback/"]}`, press Sign in; then the same without the slash, and sign in.',
  ran: [
    {
      words: 'Redirect URIs are compared whole.',
      file: 'authserver/authorization/redirect-target.ts',
      at: "'redirect-uri.registered'",
    },
  ],
}

function uris(state: LabState): string {
  return (clientNamed(state, 'client-name')?.redirect_uris ?? []).join(' ')
}
