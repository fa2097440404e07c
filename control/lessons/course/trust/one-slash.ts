import type { Step } from '../../engine/lesson.ts'
import { clientPortal } from '../../engine/places.ts'
import { answered, differs, from, status, that } from '../../engine/requirements.ts'

const check = 'server-definition.issuer'

export const oneSlash: Step = {
  title: 'One slash too many',
  idea: 'The issuer is a name. Tokens, metadata and answers repeat it, and everybody compares it whole. A name that is almost right is another name.',
  todo: 'Guess first: will it be found? In the client’s portal ({asSuperuser}), Server definitions, press Discover a server, type `{issuer2}/` and press Discover. Read the problem. Take the slash away, discover again, and press Keep it as a server definition.',
  places: [clientPortal],
  lines: [
    {
      words: 'the client refused a server definition for its issuer',
      clause: 'OpenID Connect Discovery §4.3',
      differs: ({ is, openedAt, values }) =>
        differs(
          check,
          is.refusals.some(
            (one) =>
              one.check === check &&
              Date.parse(one.realAt) >= openedAt &&
              (one.about['issuer'] ?? `${values['issuer2']}/`) === `${values['issuer2']}/`,
          ),
          'failed for {issuer2}/',
          'not seen',
        ),
    },
    {
      name: 'A',
      message: 'metadata request',
      words: 'the metadata said another name than the one that was typed',
      clause: 'RFC 8414 §3.3',
      requires: [
        from('client'),
        that('address', 'below {issuer2}', ({ address }, { values }) =>
          address.startsWith(`${values['base2']}/`),
        ),
        status(200),
        answered('issuer', ({ values }) => values['issuer2']),
      ],
      shows: ['issuer'],
    },
    {
      words: 'the client keeps a server definition with the right name',
      differs: ({ was, is, values }) =>
        differs(
          'issuer',
          is.definitions.some(({ issuer }) => issuer === values['issuer2']) &&
            !was.definitions.some(({ issuer }) => issuer === values['issuer2']),
          '{issuer2}',
          is.definitions.map(({ issuer }) => issuer).join(' '),
        ),
    },
  ],
  mistakes: [
    ({ is, values, openedAt }) =>
      is.definitions.some(({ issuer }) => issuer === values['issuer2']) &&
      !is.refusals.some((one) => one.check === check && Date.parse(one.realAt) >= openedAt)
        ? {
            text: 'This one is right. Type it once with a slash at the end, and read what the client says.',
          }
        : undefined,
  ],
  look: 'The portal of the client, Server definitions, the field Issuer.',
  answer:
    '`POST {base}/client/admin/api/server-definitions/discover` with `{"issuer":"{issuer2}/"}`, then `POST {base}/client/admin/api/server-definitions` with `{"issuer":"{issuer2}"}`',
  ran: [
    {
      words: 'Discovery compares the issuer whole.',
      file: 'kit/server-definitions/discover-server.ts',
      at: "'server-definition.issuer'",
    },
  ],
}
