import type { Lesson } from '../../engine/lesson.ts'
import { aScopeThatNobodyOffers } from './a-scope-that-nobody-offers.ts'
import { askForWhatIsMissing } from './ask-for-what-is-missing.ts'
import { oneBoxUnticked } from './one-box-unticked.ts'
import { theServerRemembers } from './the-server-remembers.ts'
import { threeGates } from './three-gates.ts'

export const scopes: Lesson = {
  name: 'scopes',
  number: 5,
  title: 'Scopes and consent',
  part: 'Read a token',
  minutes: 20,
  can: [
    'say who may narrow a token',
    'find an `insufficient_scope` refusal and mend its cause',
    'add a scope of your own',
    'name the three gates that it passes',
  ],
  needs: ['web-page'],
  starts: 'The lab as it is.',
  words: [
    { term: 'scope', meaning: 'A name for a piece of access that a client may ask for.' },
    { term: 'consent', meaning: 'The user’s answer to what a client asks.' },
    {
      term: 'insufficient_scope',
      code: true,
      meaning: 'The refusal of a token that is good but does not reach far enough.',
    },
  ],
  cast: ['browser', 'client', 'authserver', 'resserver'],
  steps: [
    oneBoxUnticked,
    askForWhatIsMissing,
    theServerRemembers,
    aScopeThatNobodyOffers,
    threeGates,
  ],
  clauses: [
    'RFC 6749 §3.3',
    'RFC 6749 §4.1.2.1',
    'RFC 6749 §5.1',
    'RFC 6750 §3.1',
    'RFC 7591 §2',
    'OpenID Connect Core §3.1.2.4',
  ],
  breakIt:
    'In the held message ask for `openid` alone. The sign-in works, and UserInfo has no name. The resource answers 403: a client that asks for little can lose little.',
}
