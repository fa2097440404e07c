import type { Step } from '../../engine/lesson.ts'
import { resource, tokenTool, tryIt } from '../../engine/places.ts'
import { failed, status, that } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import type { Scene } from '../../engine/scene.ts'
import type { Sighting } from '../../engine/sighting.ts'
import { refusedToken } from './minted.ts'

export const wrongKindOfSignature: Step = {
  title: 'No signature, or the wrong kind',
  idea: 'The header also names the algorithm, and who sends the token wrote the header. So the server decides which algorithms it takes.',
  todo: 'Make the token again unsigned (`none`) and send it. Make it again signed by HMAC with the public key as secret, and send that.',
  places: [tokenTool, tryIt, resource],
  lines: [
    refusedToken(
      'G',
      'a token without a signature was refused',
      [that('alg', 'none', isNone, algorithmOf), failed('token.algorithm'), status(401)],
      'RFC 8725 §3.1',
    ),
    {
      ...refusedToken(
        'H',
        'a token signed by HMAC was refused',
        [that('alg', 'HS256', isHmac, algorithmOf), failed('token.algorithm'), status(401)],
        'RFC 8725 §3.1',
      ),
      anyOrder: true,
    },
  ],
  mistakes: [oneOfTwo],
  look: 'The Token tool, Make it again with: Signed by.',
  answer:
    '`POST {base}/control/api/tokens` with `{"client":"{simpleWebPage}","user":"developer","scope":"my/scope","signedBy":"none"}`, and once more with `"signedBy":"hmac"`; send both.',
  ran: [
    {
      words: 'The resource server decides which algorithms it takes.',
      file: 'resserver/access/verify-jwt.ts',
      at: 'const algorithms =',
    },
  ],
}

function algorithmOf({ jwts }: Sighting): string | undefined {
  const alg = jwts['shown']?.header['alg']
  return typeof alg === 'string' ? alg : undefined
}
function isNone(seen: Sighting): boolean {
  return algorithmOf(seen) === 'none'
}
function isHmac(seen: Sighting): boolean {
  return algorithmOf(seen)?.startsWith('HS') === true
}

function oneOfTwo(scene: Scene) {
  const sent = sinceOpening(scene).filter(({ checks }) => checks['token.algorithm'] === 'failed')
  const [none, hmac] = [sent.find(isNone), sent.find(isHmac)]
  const seen = none ?? hmac
  if (seen === undefined || (none !== undefined && hmac !== undefined)) return undefined
  const other = none === undefined ? 'no signature (`none`)' : 'an HMAC'
  return { text: `Seen: {Z1}. Not seen yet: a token with ${other}.`, pins: { Z1: seen } }
}
