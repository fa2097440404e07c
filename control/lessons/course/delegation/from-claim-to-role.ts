import type { Step } from '../../engine/lesson.ts'
import { resourcePortal, webPage } from '../../engine/places.ts'
import { claim, differs, from, passed, status, that, to } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import type { LabState } from '../../engine/scene.ts'
import { administration, isOfDana } from './of-dana.ts'

export const fromClaimToRole: Step = {
  title: 'From claim to role',
  idea: 'A claim alone opens nothing: somebody must read it. The resource server decides which claim it trusts for roles.',
  todo: 'Guess first: will Dana be let in? In the resource server’s portal, User mapping, take roles from the claim `groups`. Save and press Call again as `developer`.',
  places: [resourcePortal, webPage],
  lines: [
    {
      words: 'roles come from the claim `groups`',
      differs: ({ was, is }) =>
        differs(
          'mapping.roles.claim',
          rolesClaim(was) !== 'groups' && rolesClaim(is) === 'groups',
          'groups',
          rolesClaim(is),
        ),
    },
    {
      name: 'G',
      message: 'resource request',
      words: 'Dana was let in to `administration`',
      clause: 'RFC 9068 §2.2.3.1',
      // That the user name is no identifier is told as a leniency.
      waived: true,
      requires: [
        from('client'),
        to(administration),
        that('token', 'of developer', isOfDana, () => 'of somebody else'),
        claim('shown', 'groups', 'administrator'),
        passed('role.held'),
        status(200),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const old = sinceOpening(scene).findLast(
        (seen) =>
          seen.checks['role.held'] === 'failed' &&
          isOfDana(seen, scene) &&
          seen.jwts['shown']?.claims['groups'] === undefined,
      )
      return old === undefined
        ? undefined
        : {
            text: 'This token was made before your hook and has no `groups` {G}. Press Refresh, then Call again.',
            pins: { G: old },
          }
    },
  ],
  look: 'The portal of the resource server, Resource server, User mapping, roles.',
  answer:
    '`PUT {base}/resserver/admin/api/configuration` with its document and `"mapping":{"username":"preferred_username","roles":{"claim":"groups"}}`, then Call again.',
  ran: [
    {
      words: 'The mapping reads roles from a claim.',
      file: 'resserver/delegation/map-by-claims.ts',
      at: 'roles',
    },
  ],
}

function rolesClaim({ resserver }: LabState): string {
  const mapping = resserver?.['mapping'] as { roles?: { claim?: string } } | undefined
  return mapping?.roles?.claim ?? 'roles'
}
