import type { Step } from '../../engine/lesson.ts'
import { resource, tokenTool, tryIt } from '../../engine/places.ts'
import { failed, passed, status } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import { claimsOf, ended, hasEnded, refusedToken } from './minted.ts'

export const tooLate: Step = {
  title: 'Too late',
  idea: '`exp` says when a token ends, in seconds since 1970. The resource server compares it with its own clock. Nobody has to be asked for that.',
  todo: 'Make the token again with an end before now on the lab clock, and nothing else changed. Send it.',
  places: [tokenTool, tryIt, resource],
  lines: [
    refusedToken(
      'F',
      'a token that had ended was refused',
      [
        ended,
        passed('token.signature', 'token.audience'),
        failed('token.not-expired'),
        status(401),
      ],
      'RFC 7519 §4.1.4',
    ),
  ],
  mistakes: [
    (scene) => {
      const later = sinceOpening(scene).findLast(
        (seen) => seen.message === 'resource request' && seen.status === 200 && !hasEnded(seen),
      )
      return later === undefined
        ? undefined
        : {
            text: `The token ends at ${new Date(Number(claimsOf(later)['exp']) * 1000).toISOString()}, which is still to come {Z1}. Set the end before {now}.`,
            pins: { Z1: later },
          }
    },
  ],
  look: 'The Token tool, Make it again with: the end. The lab clock says {now}.',
  answer:
    '`POST {base}/control/api/tokens` with `{"client":"{simpleWebPage}","user":"developer","scope":"my/scope","expiresIn":-60}`, then send the token.',
  ran: [
    {
      words: 'The resource server compares times with its clock.',
      file: 'resserver/access/verify-jwt.ts',
      at: "'token.not-expired'",
    },
  ],
}
