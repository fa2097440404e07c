import type { Step } from '../../engine/lesson.ts'
import { resourcePortal, webPage } from '../../engine/places.ts'
import { differs, failed, from, passed, status, that, tokenOf } from '../../engine/requirements.ts'

export const whoDoesNotAsk: Step = {
  title: 'Who does not ask cannot know',
  idea: 'A resource server may check the JWT by itself: faster, and without a call. Then it learns of no revocation. The token works until it expires.',
  todo: 'Guess first: what will the revoked token open? In the resource server’s portal, Resource server, choose the verification `jwt`. Save and press Call again. Set it back to `both`, save, and press Call again.',
  places: [resourcePortal, webPage],
  lines: [
    {
      words: 'the resource server judges by the JWT alone',
      differs: ({ was, is }) =>
        differs(
          'verification',
          was.resserver?.['verification'] !== 'jwt' && is.resserver?.['verification'] === 'jwt',
          'jwt',
          String(is.resserver?.['verification']),
        ),
    },
    {
      name: 'I',
      message: 'resource request',
      words: 'the revoked token opened the resource, and nobody was asked',
      clause: 'RFC 9068 §4',
      // That nobody was asked is told as a leniency.
      waived: true,
      requires: [
        from('client'),
        tokenOf('G'),
        passed('token.signature'),
        that(
          'introspection',
          'none',
          (seen, { sightings }) =>
            !sightings.some(
              ({ message, parent }) => message === 'introspection request' && parent === seen.id,
            ),
        ),
        status(200),
      ],
    },
    {
      words: 'it asks again',
      differs: ({ was, is, found }) =>
        differs(
          'verification',
          found['I'] !== undefined &&
            is.resserver?.['verification'] === was.resserver?.['verification'],
          String(was.resserver?.['verification']),
          String(is.resserver?.['verification']),
        ),
    },
    {
      name: 'J',
      message: 'resource request',
      words: 'the same token is refused',
      clause: 'RFC 7662 §2.2',
      requires: [from('client'), tokenOf('G'), failed('introspection.active'), status(401)],
    },
  ],
  mistakes: [
    ({ is, found }) =>
      found['I'] !== undefined && is.resserver?.['verification'] === 'jwt'
        ? {
            text: '{I} shows the price. Set the resource server back to JWT and introspection, and call again.',
          }
        : undefined,
  ],
  look: 'The portal of the resource server, Resource server, how a token is judged.',
  answer:
    '`PUT {base}/resserver/admin/api/configuration` with `"verification":"jwt"`, Call again, then with `"verification":"both"`, and Call again.',
  ran: [
    {
      words: 'The resource server’s choice of verification.',
      file: 'resserver/access/access.ts',
      at: 'verification',
    },
  ],
}
