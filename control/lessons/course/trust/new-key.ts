import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { serverPortal, webPage } from '../../engine/places.ts'
import { differs, from, status, that } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import type { Scene } from '../../engine/scene.ts'
import type { Sighting } from '../../engine/sighting.ts'

const kidOf = ({ jwts }: Sighting) => jwts['shown']?.header['kid']
const afterRotation = ({ startedAt }: Sighting, { is }: Scene) =>
  is.rotatedAt !== undefined && startedAt >= is.rotatedAt

export const newKey: Step = {
  title: 'A new key',
  idea: 'Signing keys are replaced from time to time: **key rotation**. The next key is published before it signs. The old one stays until all its tokens have ended.',
  todo: 'Sign in at Simple Web Page as `developer` with {developerPassword}. In the authorization server’s portal, Keys, press Rotate. Press Call again, then Refresh. Compare `kid` in the two tokens.',
  places: [webPage, serverPortal],
  lines: [
    {
      words: 'another key signs now',
      differs: ({ was, is }) =>
        differs(
          'keys',
          is.rotatedAt !== was.rotatedAt && is.rotatedAt !== undefined,
          'rotated',
          'as before',
        ),
    },
    {
      name: 'F',
      message: 'resource request',
      words: 'a token of the former key is still let in',
      clause: 'RFC 7517 §5',
      requires: [
        from('client'),
        that('after', 'the rotation', afterRotation, () => 'before it'),
        that('kid', 'the former one', isFormer, (seen) => String(kidOf(seen))),
        status(200),
      ],
    },
    {
      name: 'G',
      message: 'resource request',
      words: 'a token of the new key is let in too',
      clause: 'RFC 7515 §4.1.4',
      requires: [
        from('client'),
        that('after', 'the rotation', afterRotation, () => 'before it'),
        that(
          'kid',
          'the new one',
          (seen, { found }) => kidOf(seen) !== (found['F'] && kidOf(found['F'])),
          (seen) => String(kidOf(seen)),
        ),
        status(200),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const refreshed = sinceOpening(scene).findLast(
        ({ message, sent: { grant_type } }) =>
          message === 'token request' && grant_type === 'refresh_token',
      )
      return refreshed === undefined || scene.is.rotatedAt !== scene.was.rotatedAt
        ? undefined
        : {
            text: `Both tokens have the key ${String(refreshed.jwts['access_token']?.header['kid'])}. Rotate, then press Refresh.`,
          }
    },
    ...signInMistakes('developer'),
  ],
  look: 'The portal of the authorization server, Keys: the button Rotate. Then Simple Web Page: Call again, Refresh.',
  answer: 'Sign in, `POST {base}/control/api/keys/rotate`, Call again, Refresh.',
  question: {
    text: 'How did the resource server know which key to use for each token?',
    answers: [
      {
        text: 'By `kid` in the token’s header.',
        reply:
          'Right. It looked for that `kid` among the keys in the issuer’s JWKS. RFC 7515 §4.1.4.',
      },
      {
        text: 'It took the certificate of the web server.',
        reply: 'Not this one. Read {F}: the key of the certificate is not in the JWKS.',
      },
      {
        text: 'Introspection told it.',
        reply:
          'Not this one. Read the introspection answer during {G}: it says `active`, and holds no key.',
      },
    ],
  },
  ran: [
    {
      words: 'The authorization server rotates its keys.',
      file: 'authserver/keys/signing-keys.ts',
      at: 'rotate',
    },
    {
      words: 'The resource server keeps the issuer’s keys for a while.',
      file: 'kit/jwks.ts',
      at: 'export ',
    },
  ],
}

/** The key of a token that was issued before the rotation. */
function isFormer(seen: Sighting, { is, sightings }: Scene): boolean {
  const kid = kidOf(seen)
  return sightings.some(
    ({ message, endedAt, jwts }) =>
      message === 'token request' &&
      endedAt <= (is.rotatedAt ?? 0) &&
      jwts['access_token']?.header['kid'] === kid,
  )
}
