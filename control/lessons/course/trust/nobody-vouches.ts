import type { Requirement, Step } from '../../engine/lesson.ts'
import { clientPortal } from '../../engine/places.ts'
import { from, status, that } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

const atSecond: Requirement = that('address', 'below {issuer2}', ({ address }, { values }) =>
  address.startsWith(`${values['base2']}/`),
)

export const nobodyVouches: Step = {
  title: 'A certificate that nobody vouches for',
  idea: 'Before the first HTTP message the client checks a **certificate**. It must be for this name, and signed by a **root** that the client trusts. Otherwise nothing is sent.',
  todo: 'Guess first: which status will come? In the server definition of `{issuer2}` choose as authority the file `other-root.crt` of this lesson, and discover. Then choose the lab’s root, and discover again.',
  places: [clientPortal],
  lines: [
    {
      name: 'C',
      message: 'metadata request',
      words: 'with another root the connection ended before anything was sent',
      clause: 'RFC 9110 §4.3.4',
      requires: [
        from('client'),
        atSecond,
        that(
          'certificate',
          'not trusted',
          ({ failure, status: of }) => of === 0 && failure !== undefined,
          ({ status: of }) => `status ${of}`,
        ),
      ],
    },
    {
      name: 'D',
      message: 'metadata request',
      words: 'with the lab’s root it was answered',
      requires: [from('client'), atSecond, status(200)],
    },
  ],
  mistakes: [
    (scene) => {
      const trusted = sinceOpening(scene).find(
        ({ message, address, status: of }) =>
          message === 'metadata request' &&
          of === 200 &&
          address.startsWith(`${scene.values['base2']}/`),
      )
      return trusted === undefined || scene.found['C'] !== undefined
        ? undefined
        : {
            text: 'The lab’s root vouches for this certificate {D}. Choose `other-root.crt` once, and see what stays away.',
            pins: { D: trusted },
          }
    },
  ],
  look: 'The field Authority: the text of `other-root.crt`, from BEGIN CERTIFICATE to END CERTIFICATE.',
  answer:
    '`POST {base}/client/admin/api/server-definitions/discover` with `{"issuer":"{issuer2}","authority":"PEM of other-root.crt"}`, then with `"authority":"lab"`.',
  ran: [
    {
      words: 'The client trusts the authority that the definition names.',
      file: 'kit/trust.ts',
      at: 'openTrustedFetch(',
    },
  ],
}
