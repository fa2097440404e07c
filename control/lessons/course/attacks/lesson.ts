import type { Lesson } from '../../engine/lesson.ts'
import type { Preparation } from '../../preparation.ts'
import { forgedSignIn } from './forged-sign-in.ts'
import { mixedUpIssuer } from './mixed-up-issuer.ts'
import { otherAudience } from './other-audience.ts'
import { plantedRedirect } from './planted-redirect.ts'
import { stolenCode } from './stolen-code.ts'

export const attacks: Lesson = {
  name: 'attacks',
  number: 11,
  title: 'Attacks and what stops them',
  part: 'Guard it',
  minutes: 25,
  can: [
    'carry out five attacks whose check is taken away, and see each fail when it is back',
    'say what each check ties to what',
    'name the second check that would also have helped',
  ],
  needs: ['spa', 'tokens', 'openid-connect', 'trust'],
  starts:
    '`developer` has allowed `simple-web-page` and `spa` everything. There is a user `attacker` with the password `test`, a resource server `other-api`, and a second sandbox `{base2}`, which plays the attacker’s server. The attacker uses a private window.',
  words: [
    {
      term: 'code injection',
      meaning: 'A stolen code is brought into the attacker’s own sign-in.',
    },
    {
      term: 'CSRF',
      meaning: 'Somebody else’s page or link makes your browser send a request.',
    },
    { term: 'replay', meaning: 'A token is used again where it was not meant to be.' },
    { term: 'mix-up', meaning: 'A client takes the answer of one server for that of another.' },
  ],
  cast: ['attacker', 'browser', 'client', 'authserver', 'resserver'],
  steps: [...stolenCode, ...plantedRedirect, ...forgedSignIn, ...otherAudience, ...mixedUpIssuer],
  clauses: [
    'RFC 6749 §10.6',
    'RFC 6749 §10.12',
    'RFC 9068 §4',
    'RFC 9207 §2',
    'RFC 9207 §2.4',
    'RFC 9700 §2.1',
    'RFC 9700 §2.1.1',
    'RFC 9700 §2.3',
    'RFC 9700 §4.1',
    'RFC 9700 §4.4',
    'RFC 9700 §4.5',
    'RFC 9700 §4.7',
    'RFC 9700 §4.10.2',
    'OpenID Connect Core §3.1.3.7',
  ],
  breakIt:
    'In drill 1 restore `pkce.verifier-matches` alone, then `id-token.nonce` alone: either one stops the attack. With `state.this-browser` restored, delete the client’s cookies between Sign in and Allow. The client refuses an honest user, for the cookie is the tie.',
  prepare,
}

async function prepare({ call, allowEverything, allowSpa, secondSandbox }: Preparation) {
  await allowEverything('developer')
  await allowSpa('developer')
  const claims = { name: 'Attacker', preferred_username: 'attacker' }
  await call('authserver', 'POST', 'users', { username: 'attacker', password: 'test', claims })
  await call('authserver', 'POST', 'clients', {
    client_name: 'other-api',
    redirect_uris: [],
    grant_types: ['client_credentials'],
    resource: 'https://other.example/api',
  })
  const { base, issuer, id } = await secondSandbox()
  return { base2: base, issuer2: issuer, id2: id }
}
