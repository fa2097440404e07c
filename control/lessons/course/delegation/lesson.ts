import type { Lesson } from '../../engine/lesson.ts'
import { aRoleThatDanaLacks } from './a-role-that-dana-lacks.ts'
import { fromClaimToRole } from './from-claim-to-role.ts'
import { nameTheUser } from './name-the-user.ts'
import { twoWaysToRun } from './two-ways-to-run.ts'
import { writeAClaim } from './write-a-claim.ts'

export const delegation: Lesson = {
  name: 'delegation',
  number: 9,
  title: 'Delegated users and customization',
  part: 'Keep it alive',
  minutes: 25,
  can: [
    'run a request as a local user made from a token',
    'map claims to names and roles',
    'write a hook that adds a claim',
    'say what a hook can never change',
  ],
  needs: ['scopes', 'tokens'],
  starts:
    'Both users have allowed `simple-web-page` everything. Step 4 needs a lab that was started by `./lab up --edit-hooks`: a hook is code that runs in the server, so a lab in containers takes none from its portal.',
  words: [
    {
      term: 'delegated user',
      meaning: 'The local user as whom a resource server runs a request.',
    },
    { term: 'role', meaning: 'What a local user is allowed to do.' },
    { term: 'mapping', meaning: 'The rule that makes a local user out of claims.' },
    { term: 'hook', meaning: 'A function of yours that the server calls at a fixed point.' },
  ],
  cast: ['browser', 'client', 'authserver', 'resserver'],
  steps: [twoWaysToRun, aRoleThatDanaLacks, nameTheUser, writeAClaim, fromClaimToRole],
  clauses: [
    'RFC 9068 §2.2',
    'RFC 9068 §2.2.3.1',
    'RFC 7519 §4.1.2',
    'RFC 7519 §4.3',
    'OpenID Connect Core §5.3.2',
  ],
  breakIt:
    "Add `export function afterAuthenticate({ scopes }) { return { scopes: scopes.filter((one) => one !== 'my/scope') } }` and sign in. Dana ticks `my/scope`, and the token lacks it: a hook may narrow a consent, never widen it. Delete a bracket, load, and read the line number.",
  async prepare({ allowEverything }) {
    await allowEverything('developer')
    await allowEverything('superuser')
    return {}
  },
}
