import type { Lesson } from '../../engine/lesson.ts'
import { besideASecret } from './beside-a-secret.ts'
import { leaveTheChallengeOut } from './leave-the-challenge-out.ts'
import { nothingToHideBehind } from './nothing-to-hide-behind.ts'
import { stealTheCode } from './steal-the-code.ts'

export const spa: Lesson = {
  name: 'spa',
  number: 4,
  title: 'A single-page application with PKCE',
  part: 'Get a token',
  minutes: 20,
  can: [
    'say why a program in a browser keeps no secret',
    'compute a code challenge',
    'show that a stolen code alone is worth nothing',
    'tell what a secret proves and what a verifier proves',
  ],
  needs: ['web-page'],
  starts: 'The lab as it is.',
  words: [
    {
      term: 'public client',
      meaning: 'A client that can keep no secret, for its user sees all of it.',
    },
    {
      term: 'PKCE',
      meaning: 'A proof that who brings the code also began the sign-in.',
    },
    {
      term: 'code verifier',
      meaning: 'A random value that the client makes for one sign-in and keeps.',
    },
    { term: 'code challenge', meaning: 'The SHA-256 of the verifier, in base64url.' },
  ],
  cast: ['browser', 'spa', 'client', 'authserver'],
  steps: [nothingToHideBehind, stealTheCode, besideASecret, leaveTheChallengeOut],
  clauses: [
    'RFC 6749 §2.1',
    'RFC 7636 §1',
    'RFC 7636 §4.1',
    'RFC 7636 §4.6',
    'RFC 9700 §2.1.1',
    'RFC 9700 §4.8',
  ],
  breakIt:
    "Hold the token request of `spa` and change one character of `code_verifier`: `invalid_grant` (`pkce.verifier-matches`). Compute the challenge yourself: `printf %s VERIFIER | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d =`. Compare it with the question.",
}
