import type { Lesson } from '../../engine/lesson.ts'
import { letItRunOut } from './let-it-run-out.ts'
import { onceOnly } from './once-only.ts'
import { renewIt } from './renew-it.ts'
import { takeItBack } from './take-it-back.ts'
import { whoDoesNotAsk } from './who-does-not-ask.ts'

export const refresh: Lesson = {
  name: 'refresh',
  number: 8,
  title: 'Refresh, expiry, revocation',
  part: 'Keep it alive',
  minutes: 25,
  can: [
    'let a token run out and renew it',
    'say why a refresh token is used once',
    'take a token back',
    'say who notices a revocation, and who cannot',
  ],
  needs: ['tokens'],
  starts:
    'The clock stands, and you move it. `developer` has allowed `simple-web-page` everything.',
  words: [
    { term: 'expiry', meaning: 'The moment from which a token is good no more.' },
    {
      term: 'refresh token',
      meaning: 'A token with which a client gets new access tokens, without the user.',
    },
    { term: 'rotation', meaning: 'Each use of a refresh token replaces it.' },
    {
      term: 'grant',
      meaning: 'What a user once allowed, of which all these tokens are made.',
    },
    { term: 'revocation', meaning: 'Ending a token before its time.' },
  ],
  cast: ['browser', 'client', 'authserver', 'resserver'],
  steps: [letItRunOut, renewIt, onceOnly, takeItBack, whoDoesNotAsk],
  clauses: [
    'RFC 6749 §1.5',
    'RFC 6749 §6',
    'RFC 7009 §2',
    'RFC 7662 §2.2',
    'RFC 9068 §4',
    'RFC 9700 §4.14',
    'OpenID Connect Core §11',
  ],
  breakIt:
    'Sign in, move the clock by 3 h, press Refresh: `invalid_grant` (`refresh-token.fresh`). A refresh token ends after 10800 s. Sign in, log out, and find the revocation request that the client sends by itself.',
  async prepare({ allowEverything }) {
    await allowEverything('developer')
    return {}
  },
}
