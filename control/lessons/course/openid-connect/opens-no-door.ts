import type { Step } from '../../engine/lesson.ts'
import { resource, webPage } from '../../engine/places.ts'
import { claim, failed, from, status, that } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const opensNoDoor: Step = {
  title: 'An ID token opens no door',
  idea: 'Both tokens are JWTs with a right signature. They are for different readers. A server that takes one for the other can be fooled.',
  todo: 'Guess first: which check will notice? Copy the ID token (Raw) from Simple Web Page, and send it to `{api}` as `Authorization: Bearer`.',
  places: [webPage, resource],
  lines: [
    {
      name: 'H',
      message: 'resource request',
      words: 'the ID token was refused as a token of another type',
      clause: 'RFC 9068 §4',
      requires: [
        from('program'),
        claim('shown', 'iss', ({ values }) => values['issuer']),
        that('typ', 'JWT', ({ jwts }) => jwts['shown']?.header['typ'] === 'JWT'),
        failed('token.type'),
        status(401),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const access = sinceOpening(scene).findLast(
        ({ message, from: by, status: of }) =>
          message === 'resource request' && by === 'program' && of === 200,
      )
      return access === undefined
        ? undefined
        : {
            text: 'That was the access token, and it was let in {H}. Copy the one under ID token.',
            pins: { H: access },
          }
    },
  ],
  look: 'Simple Web Page, ID token, Raw.',
  answer: '`curl --cacert .lab/certs/root.crt -H "Authorization: Bearer ID_TOKEN" {api}`',
  ran: [
    {
      words: 'The resource server looks at the type first.',
      file: 'resserver/access/verify-jwt.ts',
      at: 'requireType(exchange, ',
    },
  ],
}
