import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Requirement, Step } from '../../engine/lesson.ts'
import { flow, singlePage, tokenEndpoint, tryIt } from '../../engine/places.ts'
import {
  answered,
  client,
  from,
  heldAndReleased,
  joined,
  passed,
  sent,
  status,
} from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const stealTheCode: Step = {
  title: 'Steal the code',
  idea: '**PKCE** ties a code to the program that began. The **code challenge** goes ahead through the browser. The **code verifier** behind it stays in the tab until the token request. You are the thief now.',
  todo: 'Guess first: will the thief get tokens? Press Log out, then Sign in. While the tab waits, open the authorization response in the flow and press Show hidden values: a log on the way would hold the same. Send its `code` with curl: `grant_type=authorization_code`, `client_id={spa}`, `redirect_uri={base}/spa/callback.html`, `code`, no verifier. Then press Release as sent.',
  places: [singlePage, flow, tryIt, tokenEndpoint],
  holds: ({ values }) => [
    {
      // The thief's passes: it comes from a program.
      match: {
        role: 'authserver',
        message: 'token request',
        asker: 'spa',
        client: values['spa'],
      },
      do: { hold: true },
      times: 1,
    },
  ],
  lines: [
    {
      name: 'C',
      message: 'token request',
      words: 'the thief’s request with the code and no verifier was refused',
      clause: 'RFC 7636 §4.6',
      requires: [
        from('program'),
        client('spa'),
        sent('grant_type', 'authorization_code'),
        failedVerifier(),
        status(400),
        answered('error', 'invalid_grant'),
      ],
    },
    {
      name: 'D',
      message: 'token request',
      words: 'the application’s own request with the same code got tokens',
      clause: 'RFC 7636 §4.6',
      anyOrder: true,
      requires: [
        from('spa'),
        joined(
          'code',
          ({ sent: { code } }) => code,
          'C',
          ({ sent: { code } }) => code,
        ),
        heldAndReleased,
        passed('code.unused', 'pkce.verifier-matches'),
        status(200),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const late = sinceOpening(scene).findLast(
        ({ message, checks, from: by }) =>
          message === 'token request' && by === 'program' && checks['code.unused'] === 'failed',
      )
      const faster = sinceOpening(scene).find(
        ({ message, sent: { code }, id }) =>
          message === 'token request' && id !== late?.id && code === late?.sent['code'],
      )
      return late === undefined
        ? undefined
        : {
            text: 'The application was faster {D}. The code is used up, so your request says `code.unused` {C}. Sign in again, and send the stolen code before you press Release.',
            pins: { C: late, ...(faster && { D: faster }) },
          }
    },
    ...signInMistakes('developer'),
  ],
  look: 'Flow: the message before the one that waits is the authorization response, with the code.',
  answer:
    '`curl --cacert .lab/certs/root.crt -d grant_type=authorization_code -d client_id={spa} -d redirect_uri={base}/spa/callback.html -d code=CODE {issuer}/token`, then Release as sent.',
  question: {
    text: 'The thief had the code, the client id and the redirect URI. What was missing?',
    answers: [
      {
        text: 'The code verifier, which only the tab had.',
        reply:
          'Right. It stands in {D}, and in no message before. Its SHA-256 is the challenge in the question. RFC 7636 §4.6.',
      },
      {
        text: 'The client secret.',
        reply:
          'Not this one. Read {D}: it has no `Authorization` and no `client_secret`, and it got tokens.',
      },
      {
        text: 'The `state`.',
        reply:
          'Not this one. `state` is no part of a token request. Read the parameters of {D}: which one did the thief not send?',
      },
    ],
  },
  ran: [
    {
      words: 'The grant for codes compares verifier and challenge before the code is used up.',
      file: 'authserver/grant-types/authorization-code.ts',
      at: "'pkce.verifier-matches'",
    },
  ],
}

/** No verifier, or another one. */
function failedVerifier(): Requirement {
  return ({ checks }) => {
    const ids = ['pkce.verifier-present', 'pkce.verifier-matches']
    if (ids.some((id) => checks[id] === 'failed')) return undefined
    const broken = Object.entries(checks).find(([, outcome]) => outcome === 'failed')?.[0]
    return { name: 'pkce.verifier-present', wanted: 'failed', found: broken ?? 'passed' }
  }
}
