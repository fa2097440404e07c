import type { Step } from '../../engine/lesson.ts'
import { flow, serverPortal, webPage } from '../../engine/places.ts'
import {
  changedByLearner,
  client,
  differs,
  failed,
  flowOf,
  from,
  scopes,
  sent,
  status,
  ticked,
  words,
} from '../../engine/requirements.ts'
import { clientNamed } from '../../engine/scene.ts'
import type { LabState } from '../../engine/scene.ts'
import { holdQuestions } from './hold-questions.ts'

const other = 'my/other'

export const threeGates: Step = {
  title: 'Three gates',
  idea: 'A scope passes three gates: the server offers it, the client is registered for it, the user allows it. You open them one after the other.',
  todo: 'In the portal, Server, add the scope `my/other` with the sentence “Write to the protected resource”. Sign in with the changed scope again, and read the refusal. Open Clients, then `simple-web-page`, and tick `my/other` there. Sign in with it once more, and press Allow.',
  places: [serverPortal, webPage, flow],
  holds: holdQuestions,
  lines: [
    {
      words: 'the server offers `my/other`',
      differs: ({ was, is }) =>
        offered(was).includes(other)
          ? { name: 'supportedScopes', wanted: 'without it before', found: other }
          : differs('supportedScopes', offered(is).includes(other), other, offered(is).join(' ')),
    },
    {
      name: 'L',
      message: 'authorization request',
      words: 'the server refused it, for the client is not registered for it',
      clause: 'RFC 7591 §2',
      touched: true,
      requires: [
        from('browser'),
        client('simple-web-page'),
        changedByLearner('/query/scope'),
        failed('scope.registered'),
      ],
    },
    {
      words: 'the description of `simple-web-page` has `my/other`',
      differs: ({ is }) =>
        differs('scope', registered(is).includes(other), other, registered(is).join(' ')),
    },
    {
      name: 'M',
      message: 'consent',
      words: 'Dana allowed `my/other`',
      requires: [
        client('simple-web-page'),
        sent('answer', 'allow'),
        scopes(ticked, { has: [other] }),
      ],
    },
    {
      name: 'N',
      message: 'token request',
      words: 'the token holds it',
      clause: 'RFC 6749 §5.1',
      requires: [
        flowOf('M'),
        from('client'),
        status(200),
        scopes(({ answered: { scope } }) => scope, { has: [other] }),
      ],
      shows: ['scope'],
    },
  ],
  mistakes: [
    ({ is, found }) =>
      found['L'] === undefined && registered(is).includes(other) && offered(is).includes(other)
        ? {
            text: 'Both gates were open before {L}, so you did not see the second one refuse. Take `my/other` out of the client’s description, and sign in.',
          }
        : undefined,
  ],
  look: 'The portal of the authorization server: Server, Scopes; then Clients, `simple-web-page`, Scopes.',
  answer:
    '`PATCH {base}/control/api/config` with `{"supportedScopes":{"my/other":"Write to the protected resource"}}`; sign in with the held `scope` changed to `openid my/other`; `PATCH {base}/control/api/clients?client_id={simpleWebPage}` with its `scope` and `my/other`; sign in so again.',
  ran: [
    {
      words: 'The second gate.',
      file: 'authserver/scopes/require-scopes.ts',
      at: "'scope.registered'",
    },
  ],
}

function registered(state: LabState): string[] {
  return words(clientNamed(state, 'simple-web-page')?.scope)
}

function offered({ server }: LabState): string[] {
  return Object.keys(server?.supportedScopes ?? {})
}
