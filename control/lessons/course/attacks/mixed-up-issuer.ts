import type { Step } from '../../engine/lesson.ts'
import { clientPortal, policy, webPage } from '../../engine/places.ts'
import {
  differs,
  failed,
  flowOf,
  from,
  joined,
  sent,
  that,
  to,
  waived,
} from '../../engine/requirements.ts'
import type { Sighting } from '../../engine/sighting.ts'
import { insistsOn, waives } from './policy-lines.ts'

const drill = 'Drill 5: a mixed-up issuer (mix-up)'
const check = 'authorization-response.issuer'
const stateOf = ({ sent: { state } }: Sighting) => state
const begunState = ({ answered: { state } }: Sighting) => state
const ran = [
  {
    words: 'The client compares the issuer of the answer.',
    file: 'client/issuer/checks.ts',
    at: "'authorization-response.issuer'",
  },
]
const go =
  'As Dana press Sign in. The second sandbox holds the question; choose Answer instead there: status 302, `Location`: the same parameters at `{issuer}/authorize`, with `client_id={simpleWebPage}`. Sign in there as `developer` with {developerPassword}.'

export const mixedUpIssuer: readonly Step[] = [
  {
    drill,
    title: 'Waive the check, and choose the attacker’s server',
    idea: 'This client knows two authorization servers, and one belongs to the attacker. Dana chooses that one. It sends Dana on to the honest one, and waits for what the client does with the code. That is **mix-up**.',
    todo: `In the client’s portal add a server definition and a client configuration for \`{issuer2}\`, register it, and use it for the web page. Waive \`${check}\` (client). In the second sandbox \`{base2}/\` hold the authorization request (Interventions). ${go}`,
    places: [
      clientPortal,
      policy,
      webPage,
      { name: 'The attacker’s server', role: 'authserver', path: '{base2}/' },
    ],
    lines: [
      {
        words: 'the web page works with the attacker’s server',
        differs: ({ is, values }) =>
          differs(
            'issuer',
            is.web?.registration?.issuer === values['issuer2'],
            '{issuer2}',
            is.web?.registration?.issuer,
          ),
      },
      waives('client', check),
      {
        name: 'A',
        message: 'sign-in start',
        words: 'the client sent Dana to the attacker’s server',
        requires: [
          from('browser'),
          that(
            'Location',
            '{issuer2}/authorize',
            ({ leads }, { values }) => leads === `${values['issuer2']}/authorize`,
            ({ leads }) => leads,
          ),
        ],
        shows: ['state'],
      },
      {
        name: 'C',
        message: 'callback',
        words: 'the answer came from the honest server, and the client did not look',
        clause: 'RFC 9207 §2.4',
        waived: true,
        requires: [
          from('browser'),
          sent('code'),
          joined('state', stateOf, 'A', begunState),
          sent('iss', ({ values }) => values['issuer']),
          waived(check),
        ],
        shows: ['iss'],
      },
      {
        name: 'D',
        message: 'token request',
        words: 'code and verifier are now at the attacker’s server',
        clause: 'RFC 9700 §4.4',
        anyOrder: true,
        requires: [
          from('client'),
          to(({ values }) => `${values['issuer2']}/token`),
          joined(
            'code',
            ({ sent: { code } }) => code,
            'C',
            ({ sent: { code } }) => code,
          ),
          sent('code_verifier'),
        ],
      },
    ],
    look: 'Interventions of the second sandbox: a hold of the authorization request; Flow there: Answer instead.',
    answer: go,
    question: {
      text: 'Which parameter of {C} tells who really answered?',
      answers: [
        {
          text: '`iss`.',
          reply: 'Right. It says {issuer}, and the client had asked {base2}. RFC 9207 §2.4.',
        },
        {
          text: '`state`.',
          reply: 'Not this one. It is the client’s own, and was handed on unchanged {A}.',
        },
        {
          text: '`code`.',
          reply: 'Not this one. A code says nothing of its maker: {D} took it to the wrong server.',
        },
      ],
    },
    ran,
  },
  {
    drill,
    title: 'Restore the check, and go there again',
    idea: 'A real incident: an application lets each customer bring a login server, and one of these collects the codes that another customer’s server issued.',
    todo: `Restore \`${check}\`. ${go} Afterwards use the first client configuration again.`,
    places: [policy, webPage, clientPortal],
    lines: [
      insistsOn('client', check),
      {
        name: 'E',
        message: 'callback',
        words: 'the client refused: another server answered than the one that it had asked',
        clause: 'RFC 9207 §2.4',
        requires: [from('browser'), sent('iss', ({ values }) => values['issuer']), failed(check)],
      },
      {
        words: 'no check is waived any more',
        differs: ({ is }) => {
          const [left] = Object.values(is.waived).flat()
          return differs('policy', left === undefined, 'nothing waived', left)
        },
      },
      { absent: 'token request', words: 'no token request followed', requires: [flowOf('E')] },
    ],
    look: 'Policy: no check is waived.',
    answer: `\`PUT {base}/control/api/policy\` with \`{"restore":["${check}"]}\`. ${go}`,
    ran,
  },
]
