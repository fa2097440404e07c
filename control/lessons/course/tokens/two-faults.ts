import type { Step } from '../../engine/lesson.ts'
import { resource, tokenTool, tryIt } from '../../engine/places.ts'
import { failed, passed, status, that } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import { claimsOf, ended, hasEnded, isFor, otherAudience, refusedToken } from './minted.ts'

export const twoFaults: Step = {
  title: 'Two faults, one answer',
  idea: 'A server checks in an order and stops at the first fault. The refusal names that fault, and says nothing of the others.',
  todo: 'Guess first: which fault is named? Make a token for `https://other.example/api` that has also ended, signed by the current key. Send it.',
  places: [tokenTool, tryIt, resource],
  lines: [
    refusedToken(
      'I',
      'of two faults the audience was named, and the end was not looked at',
      [
        isFor(otherAudience),
        ended,
        passed('token.signature'),
        failed('token.audience'),
        that(
          'token.not-expired',
          'not reached',
          ({ checks }) => checks['token.not-expired'] === undefined,
        ),
        status(401),
      ],
      'RFC 9068 §4',
    ),
  ],
  mistakes: [
    (scene) => {
      const half = sinceOpening(scene).findLast((seen) => {
        const isForOther = [claimsOf(seen)['aud']].flat().includes(otherAudience)
        return seen.message === 'resource request' && isForOther !== hasEnded(seen)
      })
      return half === undefined
        ? undefined
        : {
            text: `This token has one fault: ${hasEnded(half) ? 'it has ended' : 'its audience'} {Z1}. Make it with both.`,
            pins: { Z1: half },
          }
    },
  ],
  look: 'The Token tool, Make it again with: both the audience and the end.',
  answer:
    '`POST {base}/control/api/tokens` with `{"client":"{simpleWebPage}","user":"developer","scope":"my/scope","audience":"https://other.example/api","expiresIn":-60}`, then send the token.',
  ran: [
    {
      words: 'The order: audience before times.',
      file: 'resserver/access/verify-jwt.ts',
      at: "'token.audience'",
    },
    {
      words: 'The control plane makes tokens that are wrong on purpose.',
      file: 'authserver/minting/mint-token.ts',
      at: 'export ',
    },
  ],
}
