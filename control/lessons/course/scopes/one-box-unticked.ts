import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { webPage } from '../../engine/places.ts'
import {
  answered,
  client,
  failed,
  flowOf,
  from,
  scopes,
  sent,
  status,
  ticked,
  tokenOf,
  words,
} from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const oneBoxUnticked: Step = {
  title: 'Leave one box unticked',
  idea: 'A **scope** is a name for a piece of access. The client asks for several. On the **consent** page Dana decides which of them it gets.',
  todo: 'Guess first: will the sign-in fail? Open Simple Web Page, press Sign in, sign in as `developer` with {developerPassword}. Untick `my/scope`, leave the rest, press Allow. Read the red answer.',
  places: [webPage],
  lines: [
    {
      name: 'A',
      message: 'authorization request',
      words: 'the client asked for `my/scope` too',
      clause: 'RFC 6749 §3.3',
      requires: [
        from('browser'),
        client('simple-web-page'),
        scopes(({ sent: { scope } }) => scope, { has: ['my/scope'] }),
      ],
      shows: ['scope'],
    },
    {
      name: 'B',
      message: 'consent',
      words: 'Dana allowed the rest, and not `my/scope`',
      clause: 'OpenID Connect Core §3.1.2.4',
      requires: [flowOf('A'), sent('answer', 'allow'), scopes(ticked, { lacks: ['my/scope'] })],
    },
    {
      name: 'C',
      message: 'token request',
      words: 'the client was told what was granted, without `my/scope`',
      clause: 'RFC 6749 §5.1',
      requires: [
        flowOf('A'),
        from('client'),
        status(200),
        scopes(({ answered: { scope } }) => scope, { lacks: ['my/scope'] }),
      ],
      shows: ['scope'],
    },
    {
      name: 'D',
      message: 'resource request',
      words: 'the resource server refused the token as `insufficient_scope`',
      clause: 'RFC 6750 §3.1',
      requires: [
        from('client'),
        tokenOf('C'),
        failed('scope.sufficient'),
        status(403),
        answered('error', 'insufficient_scope'),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const all = sinceOpening(scene).findLast(
        (seen) =>
          seen.message === 'consent' &&
          seen.sent['answer'] === 'allow' &&
          words(ticked(seen)).includes('my/scope'),
      )
      return all === undefined
        ? undefined
        : {
            text: 'Dana allowed all {B}, so the token opens the resource. End the consent of `simple-web-page` under Consents in the portal ({asSuperuser}), log out, and sign in again.',
            pins: { B: all },
          }
    },
    ...signInMistakes('developer'),
  ],
  look: 'The consent page: the box `my/scope`.',
  answer: 'Sign in at `{base}/client/application/`, untick `my/scope`, press Allow.',
  question: {
    text: 'The client asked for several scopes, the token holds one less. Who decided that?',
    answers: [
      {
        text: 'Dana, on the consent page.',
        reply:
          'Right. {B} carries the boxes that stayed ticked, and {C} tells the client what was granted. RFC 6749 §3.3, §5.1.',
      },
      {
        text: 'The client.',
        reply: 'Not this one. Read `scope` in {A}: the client asked for all of them.',
      },
      {
        text: 'The resource server.',
        reply:
          'Not this one. It only read the token, in {D}. Read `scope` in the answer of {C}, which came before.',
      },
    ],
  },
  ran: [
    {
      words: 'The consent page’s answer, and what is kept of it.',
      file: 'authserver/interaction/consents.ts',
      at: 'export async function rememberConsent',
    },
    {
      words: 'The resource server looks for its scope.',
      file: 'resserver/access/access.ts',
      at: "'scope.sufficient'",
    },
  ],
}
