import type { Step } from '../../engine/lesson.ts'
import {
  clientPortal,
  policy,
  resource,
  resourcePortal,
  webPage,
  tryIt,
} from '../../engine/places.ts'
import {
  claim,
  client,
  differs,
  failed,
  from,
  sent,
  status,
  tokenOf,
  waived,
} from '../../engine/requirements.ts'
import { insistsOn, waives } from './policy-lines.ts'

const drill = 'Drill 4: a token for another audience (replay)'
const other = 'https://other.example/api'
const check = 'token.audience'
const ran = [
  {
    words: 'The resource server compares the audience.',
    file: 'resserver/access/verify-jwt.ts',
    at: "'token.audience'",
  },
]
const setBack =
  '`PUT {base}/control/api/policy` with `{"restore":["token.audience"]}`; `PUT {base}/resserver/admin/api/configuration` with `"verification":"both"`; then send the token again.'

export const otherAudience: readonly Step[] = [
  {
    drill,
    title: 'Get a token for another API',
    idea: 'Dana’s client calls a second API with a token. The owner of that API is the attacker, who tries the same token at your resource server. That is **replay**.',
    todo: 'In the resource server’s portal choose the verification `jwt`. Waive `token.audience` (resource server). In the client’s portal, client configurations, set the resource of the one that the web page uses to `https://other.example/api`. Sign in at Simple Web Page as Dana. Copy the access token: it is what the other API receives.',
    places: [resourcePortal, policy, clientPortal, webPage],
    lines: [
      {
        words: 'the resource server judges by the JWT alone',
        differs: ({ is }) =>
          differs(
            'verification',
            is.resserver?.['verification'] === 'jwt',
            'jwt',
            String(is.resserver?.['verification']),
          ),
      },
      waives('resserver', check),
      {
        name: 'A',
        message: 'token request',
        words: 'Dana’s client got a token for the other API',
        clause: 'RFC 8707 §2',
        requires: [
          from('client'),
          client('simple-web-page'),
          sent('grant_type', 'authorization_code'),
          status(200),
          claim('access_token', 'aud', other),
        ],
      },
    ],
    look: 'The portal of the client: the configuration of the web page, For whom tokens are asked.',
    answer:
      '`PUT {base}/client/admin/api/client-configurations/default` with its document and `"resource":"https://other.example/api"`, then sign in.',
    ran,
  },
  {
    drill,
    title: 'Replay it',
    idea: 'The owner of the other API has the token now, and sends it here.',
    todo: 'Guess first: what does a right signature prove? Send the access token of {A} to `{api}`.',
    places: [tryIt, resource],
    lines: [
      {
        name: 'B',
        message: 'resource request',
        words: 'the attack worked: the resource was opened by a token for somebody else',
        clause: 'RFC 9700 §4.10.2',
        waived: true,
        requires: [from('program'), tokenOf('A'), waived(check), status(200)],
      },
    ],
    look: 'Simple Web Page, Access token, Raw.',
    answer: '`curl --cacert .lab/certs/root.crt -H "Authorization: Bearer TOKEN" {api}`',
    question: {
      text: 'Which claim tells the token of {A} from one for this server?',
      answers: [
        {
          text: '`aud`.',
          reply:
            'Right. It names one reader, and this server is another. RFC 9700 §4.10.2, RFC 8707 §2.',
        },
        { text: '`iss`.', reply: 'Not this one. Both come from {issuer}.' },
        { text: '`scope`.', reply: 'Not this one. It holds `my/scope`, as always.' },
      ],
    },
    ran,
  },
  {
    drill,
    title: 'Restore both, and replay it again',
    idea: 'A real incident: a small partner service receives tokens without an audience, and whoever runs it calls the main API with them.',
    todo: 'Restore `token.audience` and send the token again. Set the verification to `both` again: a second net, for an unrelated token is `active: false` to this server. Take the resource out of the client configuration.',
    places: [policy, resourcePortal, resource],
    lines: [
      insistsOn('resserver', check),
      {
        name: 'C',
        message: 'resource request',
        words: 'the token for the other API was refused',
        clause: 'RFC 9068 §4',
        requires: [from('program'), tokenOf('A'), failed(check), status(401)],
      },
      {
        words: 'the resource server asks about tokens again',
        differs: ({ is }) =>
          differs(
            'verification',
            is.resserver?.['verification'] === 'both',
            'both',
            String(is.resserver?.['verification']),
          ),
      },
    ],
    look: 'Policy, then the portal of the resource server.',
    answer: setBack,
    ran,
  },
]
