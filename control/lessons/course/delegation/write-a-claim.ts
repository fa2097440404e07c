import type { Step } from '../../engine/lesson.ts'
import { serverPortal, webPage } from '../../engine/places.ts'
import { claim, differs, from, status, that } from '../../engine/requirements.ts'

export const writeAClaim: Step = {
  title: 'Write a claim',
  idea: 'A **hook** is a function that the server calls at a fixed point. `generateToken` adds claims to a token. It cannot replace those of the protocol.',
  todo: "In the authorization server’s portal, Customization, write `export function generateToken({ user }) { return { accessToken: { sub: 'nobody', groups: user?.username === 'developer' ? ['administrator'] : [] } } }`. Load it, press Refresh on the page, and look for `groups` and `sub`.",
  places: [serverPortal, webPage],
  lines: [
    {
      words: 'a module of this sandbox with `generateToken` is loaded',
      differs: ({ was, is }) =>
        differs(
          'hooks',
          is.hooks.from === 'sandbox' &&
            is.hooks.loaded.includes('generateToken') &&
            was.hooks.from !== 'sandbox',
          'generateToken of this sandbox',
          is.hooks.editable ? is.hooks.loaded.join(' ') || 'none' : 'not editable in this lab',
        ),
    },
    {
      name: 'F',
      message: 'token request',
      words: 'the access token has `groups`, and the `sub` of before',
      clause: 'RFC 9068 §2.2',
      requires: [
        from('client'),
        status(200),
        claim('access_token', 'groups', 'administrator'),
        that(
          'sub',
          'that of {A}',
          ({ jwts }, { found }) =>
            jwts['access_token']?.claims['sub'] === found['A']?.jwts['shown']?.claims['sub'],
          ({ jwts }) => String(jwts['access_token']?.claims['sub']),
        ),
      ],
      shows: ['groups', 'sub'],
    },
  ],
  mistakes: [
    ({ is }) =>
      is.hooks.editable
        ? undefined
        : {
            text: 'Nobody may edit hooks in this lab: whoever signs in here would run code in the server, behind a password that everybody may know. Start one on this machine, not in containers, by `./lab up --edit-hooks`.',
          },
  ],
  look: 'The portal of the authorization server, Customization. The former module stays where a new one could not be loaded.',
  answer:
    '`PUT {base}/authserver/admin/api/hooks` with `{"text":"export function generateToken…"}`, then Refresh.',
  question: {
    text: "Your hook returned `sub: 'nobody'`. What does the token say?",
    answers: [
      {
        text: '`{F.sub}`, as before.',
        reply:
          'Right. A hook adds claims, and the protocol’s own win. Otherwise a hook could turn one user into another. RFC 9068 §2.2 says what must be in.',
      },
      { text: '`nobody`.', reply: 'Not this one. Read `sub` in the decoded token of {F}.' },
      {
        text: 'Both, as a list.',
        reply: 'Not this one. `sub` is one text (RFC 7519 §4.1.2). Read it in {F}.',
      },
    ],
  },
  ran: [
    {
      words: 'The authorization server makes access tokens: protocol claims come last.',
      file: 'authserver/tokens/access-token-claims.ts',
      at: 'claims',
    },
  ],
}
