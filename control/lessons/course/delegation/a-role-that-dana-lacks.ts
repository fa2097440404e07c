import type { Requirement, Step } from '../../engine/lesson.ts'
import { webPage } from '../../engine/places.ts'
import { answered, failed, from, passed, status, that, to } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import { administration, isOfDana } from './of-dana.ts'

const ofOther: Requirement = that(
  'token',
  'of superuser',
  (seen, scene) => !isOfDana(seen, scene),
  () => 'of developer',
)

export const aRoleThatDanaLacks: Step = {
  title: 'A role that Dana lacks',
  idea: 'The token is good and its scope is enough. The local user still needs a **role** for this operation. That is the resource server’s own decision, after OAuth has done its part.',
  todo: 'Guess first: what will `administration` answer to Dana, and what to the administrator? Press Call again. Log out, sign in as `superuser` with {superuserPassword}.',
  places: [webPage],
  lines: [
    {
      name: 'C',
      message: 'resource request',
      words: 'Dana lacks the role, though the scope is enough',
      requires: [
        from('client'),
        to(administration),
        that('token', 'of developer', isOfDana, () => 'of somebody else'),
        passed('scope.sufficient'),
        failed('role.held'),
        status(403),
        answered('error', 'access_denied'),
      ],
    },
    {
      name: 'D',
      message: 'resource request',
      words: 'the administrator has it',
      requires: [from('client'), to(administration), ofOther, passed('role.held'), status(200)],
    },
  ],
  mistakes: [
    (scene) => {
      const held = sinceOpening(scene).findLast(
        (seen) => seen.checks['role.held'] === 'passed' && !isOfDana(seen, scene),
      )
      return held === undefined || scene.found['C'] !== undefined
        ? undefined
        : {
            text: 'Seen: {D}. Not seen yet: the refusal for `developer`. Sign in as `developer` and press Call again.',
            pins: { D: held },
          }
    },
  ],
  look: 'Simple Web Page: the answer of `administration`.',
  answer: 'Press Call again; log out; sign in as `superuser` with {superuserPassword}.',
  ran: [
    {
      words: 'The operation asks for a role.',
      file: 'resserver/delegation/current-user.ts',
      at: "'role.held'",
    },
  ],
}
