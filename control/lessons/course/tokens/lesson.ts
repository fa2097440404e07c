import type { Lesson } from '../../engine/lesson.ts'
import { goodToken } from './good-token.ts'
import { meantForAnother } from './meant-for-another.ts'
import { oneLetter } from './one-letter.ts'
import { tooLate } from './too-late.ts'
import { twoFaults } from './two-faults.ts'
import { wrongKindOfSignature } from './wrong-kind-of-signature.ts'

export const tokens: Lesson = {
  name: 'tokens',
  number: 6,
  title: 'Tokens and their validation',
  part: 'Read a token',
  minutes: 25,
  can: [
    'take a JWT apart',
    'find its key',
    'check signature, audience and times by hand',
    'say in which order a resource server checks and what each refusal means',
  ],
  needs: ['client-credentials', 'scopes'],
  starts:
    '`developer` has allowed `simple-web-page` everything. Steps 3 to 6 use tokens that are made without a sign-in (Token tool, “Make it again with”).',
  words: [
    { term: 'JWT', meaning: 'A signed text of three parts: header, claims, signature.' },
    { term: 'claims', meaning: 'The statements in a token, such as `sub` or `exp`.' },
    {
      term: 'signature',
      meaning: 'A value that only the owner of the private key can make, and everybody can check.',
    },
    { term: 'JWKS', meaning: 'The document with the issuer’s public keys.' },
    { term: 'key id', meaning: 'The name of a key, `kid`.' },
    { term: 'audience', meaning: 'For whom a token is meant, `aud`.' },
  ],
  cast: ['authserver', 'resserver'],
  steps: [goodToken, oneLetter, meantForAnother, tooLate, wrongKindOfSignature, twoFaults],
  clauses: [
    'RFC 7519 §4.1',
    'RFC 7515 §4.1.4',
    'RFC 7515 §5.2',
    'RFC 7517 §5',
    'RFC 8725 §3.1',
    'RFC 9068 §2.1',
    'RFC 9068 §2.2',
    'RFC 9068 §4',
  ],
  breakIt:
    'Skew the clock of the resource server alone by two hours and send a fresh token. It is refused as ended (`token.not-expired`), though the authorization server calls it active. Set the clock back.',
  async prepare({ allowEverything }) {
    await allowEverything('developer')
    return {}
  },
}
