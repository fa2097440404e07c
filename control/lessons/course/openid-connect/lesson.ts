import type { Lesson } from '../../engine/lesson.ts'
import { anotherNonce } from './another-nonce.ts'
import { moreAboutDana } from './more-about-dana.ts'
import { opensNoDoor } from './opens-no-door.ts'
import { whoIsIt } from './who-is-it.ts'
import { withoutAPage } from './without-a-page.ts'

export const openidConnect: Lesson = {
  name: 'openid-connect',
  number: 7,
  title: 'OpenID Connect',
  part: 'Read a token',
  minutes: 20,
  can: [
    'say who signed in, when and how',
    'tell an ID token from an access token',
    'explain what `nonce` stops',
    'choose between ID token and UserInfo',
    'sign in without a page',
  ],
  needs: ['web-page', 'scopes'],
  starts: 'The lab as it is.',
  words: [
    {
      term: 'OpenID Connect',
      meaning: 'The extension of OAuth that tells a client who signed in.',
    },
    {
      term: 'ID token',
      meaning: 'A signed statement about a sign-in, made for the client.',
    },
    {
      term: 'nonce',
      code: true,
      meaning: 'A value of the client that comes back inside the ID token.',
    },
    {
      term: 'UserInfo',
      meaning: 'The address that tells more about the user of an access token.',
    },
  ],
  cast: ['browser', 'client', 'authserver', 'resserver'],
  steps: [whoIsIt, anotherNonce, moreAboutDana, opensNoDoor, withoutAPage],
  clauses: [
    'OpenID Connect Core §2',
    'OpenID Connect Core §3.1.2.1',
    'OpenID Connect Core §3.1.2.6',
    'OpenID Connect Core §3.1.3.7',
    'OpenID Connect Core §5.3',
    'OpenID Connect Core §5.4',
    'RFC 9068 §2.1',
    'RFC 9068 §4',
  ],
  breakIt:
    'Take `openid` out of the held `scope`. Tokens come, an ID token does not, and the client refuses the answer (`token-response.valid`).',
}
