import type { Step } from '../../engine/lesson.ts'
import { resourcePortal, webPage } from '../../engine/places.ts'
import { answered, differs, from, status, that, to } from '../../engine/requirements.ts'
import type { LabState } from '../../engine/scene.ts'
import { delegated, isOfDana } from './of-dana.ts'

const wanted = 'preferred_username'

export const nameTheUser: Step = {
  title: 'Name the user yourself',
  idea: 'A **mapping** makes the local user out of claims: its name, its roles, its attributes. Claims come from the token, from introspection, or from UserInfo.',
  todo: 'In the resource server’s portal ({asSuperuser}), User mapping, set Username to the claim `preferred_username`. Paste the access token under Try the mapping. Then save. Sign in at the web page as `developer`, or press Call again.',
  places: [resourcePortal, webPage],
  lines: [
    {
      words: 'the user name comes from `preferred_username`',
      differs: ({ was, is }) =>
        differs(
          'mapping.username',
          usernameClaim(was) !== wanted && usernameClaim(is) === wanted,
          wanted,
          usernameClaim(is),
        ),
    },
    {
      name: 'E',
      message: 'resource request',
      words: 'the delegated resource ran as `developer`',
      clause: 'OpenID Connect Core §5.3.2',
      // That the name is no identifier is told as a leniency.
      waived: true,
      requires: [
        from('client'),
        to(delegated),
        that('token', 'of developer', isOfDana, () => 'of somebody else'),
        status(200),
        answered('serviceUsername', 'developer'),
      ],
      shows: ['serviceUsername'],
    },
  ],
  mistakes: [
    ({ was, is }) => {
      const claim = usernameClaim(is)
      return claim === usernameClaim(was) || claim === wanted
        ? undefined
        : {
            text: `No source holds the claim \`${claim}\`. The trial on the mapping page lists every claim that came, and from where.`,
          }
    },
  ],
  look: 'The portal of the resource server, Resource server, User mapping.',
  answer:
    '`PUT {base}/resserver/admin/api/configuration` with its document and `"mapping":{"username":"preferred_username"}`, then sign in as `developer`.',
  ran: [
    {
      words: 'Claims become a local user.',
      file: 'resserver/delegation/map-by-claims.ts',
      at: 'export ',
    },
  ],
}

function usernameClaim({ resserver }: LabState): string {
  const mapping = resserver?.['mapping'] as { username?: string } | undefined
  return mapping?.username ?? 'sub'
}
