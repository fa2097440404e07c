import type { Step } from '../../engine/lesson.ts'
import { clientPortal } from '../../engine/places.ts'
import { from, that } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import type { Scene } from '../../engine/scene.ts'
import type { Sighting } from '../../engine/sighting.ts'

export const anotherName: Step = {
  title: 'Another name for the same machine',
  idea: 'Two names can lead to one machine. For a program they are two servers. This web server refuses a name that is not its own.',
  todo: 'Guess first: will it answer? Create a server definition for `{issuer}`, its host replaced by `127.0.0.1` (in containers: by `localhost`). Discover, read status or error, and discard.',
  places: [clientPortal],
  lines: [
    {
      name: 'B',
      message: 'metadata request',
      words: 'under another name the web server did not answer for itself',
      clause: 'RFC 9110 §15.5.20',
      requires: [
        from('client'),
        that('host', 'another one', isElsewhere, ({ address }) => new URL(address).host),
        that('port', 'the same', hasPort, ({ address }) => new URL(address).port || '443'),
        that(
          'status',
          '421',
          ({ status, failure }) => status === 421 || failure !== undefined,
          ({ status }) => `${status}`,
        ),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const elsewhere = sinceOpening(scene).findLast(
        (seen) =>
          seen.message === 'metadata request' && isElsewhere(seen, scene) && !hasPort(seen, scene),
      )
      return elsewhere === undefined
        ? undefined
        : {
            text: 'The request {Z1} went to port 443, where this lab does not listen. Keep the port, and change the name alone.',
            pins: { Z1: elsewhere },
          }
    },
  ],
  look: 'The field Issuer: the address of this sandbox’s issuer, with another host and the same port.',
  answer:
    '`POST {base}/client/admin/api/server-definitions/discover` with the issuer `{issuer}`, its host replaced by `127.0.0.1`.',
  ran: [
    {
      words: 'The web server looks at the host of a request.',
      file: 'webserver/refusals.ts',
      at: '421',
    },
  ],
}

function isElsewhere({ address }: Sighting, { values }: Scene): boolean {
  return new URL(address).hostname !== new URL(values['base']!).hostname
}
function hasPort({ address }: Sighting, { values }: Scene): boolean {
  return new URL(address).port === new URL(values['base']!).port
}
