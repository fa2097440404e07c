import type { Step } from '../../engine/lesson.ts'
import { resource, tokenTool, tryIt } from '../../engine/places.ts'
import { failed, passed, status, that } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import type { Scene } from '../../engine/scene.ts'
import type { Sighting } from '../../engine/sighting.ts'
import { refusedToken } from './minted.ts'

export const oneLetter: Step = {
  title: 'Change one letter',
  idea: 'Anybody can read a token, and write other claims into it. The signature then no longer fits.',
  todo: 'Guess first: which check will fail? Change the claim `scope` or `sub` in the Token tool. Keep the old signature, and send the text to `{api}`.',
  places: [tokenTool, tryIt, resource],
  lines: [
    refusedToken(
      'D',
      'a token with other claims and the old signature was refused',
      [
        that('signature', 'that of {A}', hasOldSignature, () => 'another one'),
        that('claims', 'other ones than in {A}', hasOtherClaims, () => 'those of {A}'),
        passed('token.issuer'),
        failed('token.signature'),
        status(401),
      ],
      'RFC 7515 §5.2',
    ),
  ],
  mistakes: [
    (scene) => {
      const same = sinceOpening(scene).findLast(
        (seen) =>
          seen.checks['token.signature'] === 'failed' &&
          !hasOldSignature(seen, scene) &&
          !hasOtherClaims(seen, scene),
      )
      return same === undefined
        ? undefined
        : {
            text: 'Its claims are those of {A}. Change a claim and leave the third part as it is {Z1}.',
            pins: { Z1: same },
          }
    },
  ],
  look: 'The Token tool: change a claim, and choose to keep the old signature.',
  answer:
    'Decode the middle part of the token, change `scope`, encode it again in base64url, and put it between the two dots.',
  ran: [
    {
      words: 'The resource server checks the signature.',
      file: 'resserver/access/verify-jwt.ts',
      at: "'token.signature'",
    },
  ],
}

function hasOldSignature({ jwts }: Sighting, { found }: Scene): boolean {
  return (
    jwts['shown'] !== undefined &&
    jwts['shown'].signature === found['A']?.jwts['access_token']?.signature
  )
}

function hasOtherClaims({ jwts }: Sighting, { found }: Scene): boolean {
  return (
    JSON.stringify(jwts['shown']?.claims) !==
    JSON.stringify(found['A']?.jwts['access_token']?.claims)
  )
}
