import type { Step } from '../../engine/lesson.ts'
import { policy, webPage } from '../../engine/places.ts'
import { failed, flowOf, from, passed, status, that, waived } from '../../engine/requirements.ts'
import { insistsOn, waives } from './policy-lines.ts'
import { codeOfLine, dropCallback, lostCallback, usedCode } from './lost-code.ts'

const drill = 'Drill 1: a stolen code (code injection)'
const idea =
  'Only the client can turn a code into tokens. So the attacker begins a sign-in at the client, and brings Dana’s code back in it. That is **code injection**.'
const ran = [
  {
    words: 'The PKCE check of the grant for codes.',
    file: 'authserver/grant-types/authorization-code.ts',
    at: "'pkce.verifier-matches'",
  },
  {
    words: 'The client compares the nonce of the ID token.',
    file: 'client/sign-in/expect-nonce.ts',
    at: "'id-token.nonce'",
  },
]
const bring =
  'In a private window press Sign in, and stop at the sign-in page. Then open `{base}/client/application/callback?code=CODE&state=STATE&iss={issuer}`: the code is Dana’s, the `state` that of the private window.'

export const stolenCode: readonly Step[] = [
  {
    drill,
    title: 'Waive PKCE, and lose a code',
    idea,
    todo: 'Waive `pkce.verifier-matches` (authorization server). As Dana (`developer`, `test`) press Sign in at Simple Web Page. The lesson drops the callback, so that the code stays in the address bar.',
    places: [policy, webPage],
    holds: dropCallback,
    lines: [
      waives('authserver', 'pkce.verifier-matches'),
      lostCallback('A', 'Dana’s browser got a code, and never brought it'),
    ],
    look: 'Policy: `pkce.verifier-matches`. Then the address bar of Dana’s browser.',
    answer:
      '`PUT {base}/control/api/policy` with `{"waive":["pkce.verifier-matches"],"role":"authserver"}`, then sign in.',
    ran,
  },
  {
    drill,
    title: 'Bring it back in another sign-in',
    idea: 'The attacker’s sign-in has a `state` of its own, so the client takes the answer. The server checks no verifier now. One value is still Dana’s.',
    todo: `Guess first: will the attacker be Dana? ${bring}`,
    places: [webPage],
    lines: [
      {
        name: 'C',
        message: 'callback',
        words:
          'the client took Dana’s code with the attacker’s `state`, and a second net held: the `nonce`',
        clause: 'OpenID Connect Core §3.1.3.7',
        requires: [
          from('browser'),
          codeOfLine('A'),
          otherState('A'),
          passed('state.known', 'state.this-browser'),
          failed('id-token.nonce'),
        ],
      },
      {
        name: 'D',
        message: 'token request',
        words: 'the authorization server had given tokens for it',
        waived: true,
        requires: [from('client'), flowOf('C'), waived('pkce.verifier-matches'), status(200)],
      },
    ],
    mistakes: [usedCode('pkce.verifier-matches')],
    look: 'The address that you open: `code` from Dana’s address bar, `state` from that of the private window.',
    answer: bring,
    ran,
  },
  {
    drill,
    title: 'Take the second net away',
    idea: 'The `nonce` in the ID token was Dana’s, and the attacker’s sign-in had another one. Without that check nothing is left.',
    todo: 'Waive `id-token.nonce` (client) too. As Dana press Sign in once more; the lesson drops the callback again.',
    places: [policy, webPage],
    holds: dropCallback,
    lines: [waives('client', 'id-token.nonce'), lostCallback('E', 'another code of Dana was lost')],
    look: 'Policy: `id-token.nonce`, which is the client’s.',
    answer:
      '`PUT {base}/control/api/policy` with `{"waive":["id-token.nonce"],"role":"client"}`, then sign in.',
    ran,
  },
  {
    drill,
    title: 'Be Dana',
    idea: 'Both nets are gone. The attacker does the same once more.',
    todo: bring,
    places: [webPage],
    lines: [
      {
        name: 'F',
        message: 'callback',
        words: 'the attack worked: the attacker’s window shows the page of Dana Developer',
        clause: 'RFC 9700 §4.5',
        waived: true,
        requires: [
          from('browser'),
          codeOfLine('E'),
          otherState('E'),
          waived('id-token.nonce'),
          status(303),
        ],
      },
    ],
    mistakes: [usedCode('pkce.verifier-matches')],
    look: 'The address that you open, with the new code.',
    answer: bring,
    question: {
      text: 'Which value would have tied the code to Dana’s browser?',
      answers: [
        {
          text: 'The `code_verifier`.',
          reply:
            'Right. The client makes one for each sign-in. The server keeps its SHA-256 with the code. RFC 7636 §4.6, RFC 9700 §4.5.3.1.',
        },
        {
          text: 'The `state`.',
          reply: 'Not this one. The attacker began a sign-in too, and brought the right one {F}.',
        },
        {
          text: 'The client’s secret.',
          reply: 'Not this one. The client shows it for every user alike, for the attacker too.',
        },
      ],
    },
    ran,
  },
  {
    drill,
    title: 'Restore both checks, and lose a third code',
    idea: 'A real incident: codes are read from a log or a shared address bar, and each is pasted into a fresh sign-in until one opens somebody’s account.',
    todo: 'Restore `pkce.verifier-matches` and `id-token.nonce`. As Dana press Sign in once more.',
    places: [policy, webPage],
    holds: dropCallback,
    lines: [
      insistsOn('authserver', 'pkce.verifier-matches'),
      insistsOn('client', 'id-token.nonce'),
      lostCallback('G', 'a third code of Dana was lost'),
    ],
    look: 'Policy: no check is waived.',
    answer:
      '`PUT {base}/control/api/policy` with `{"restore":["pkce.verifier-matches","id-token.nonce"]}`, then sign in.',
    ran,
  },
  {
    drill,
    title: 'Try it again',
    idea: 'The same attack, with all checks in their places.',
    todo: bring,
    places: [webPage],
    lines: [
      {
        name: 'H',
        message: 'token request',
        words: 'the authorization server refused: the verifier is another one',
        clause: 'RFC 7636 §4.6',
        requires: [from('client'), codeOfLine('G'), failed('pkce.verifier-matches'), status(400)],
      },
    ],
    mistakes: [usedCode('pkce.verifier-matches')],
    look: 'The address that you open, with the third code.',
    answer: bring,
    ran,
  },
]

/** The state is that of another sign-in. */
function otherState(line: string) {
  return that(
    'state',
    'the attacker’s own',
    ({ sent: { state } }, { found }) => state !== found[line]?.sent['state'],
    () => 'Dana’s',
  )
}
