import type { Lesson } from '../../engine/lesson.ts'
import { anotherHouse } from './another-house.ts'
import { anotherName } from './another-name.ts'
import { newCertificate } from './new-certificate.ts'
import { newKey } from './new-key.ts'
import { nobodyVouches } from './nobody-vouches.ts'
import { oneSlash } from './one-slash.ts'

export const trust: Lesson = {
  name: 'trust',
  number: 10,
  title: 'Names, certificates and trust',
  part: 'Guard it',
  minutes: 20,
  can: [
    'say why one name must be the same everywhere',
    'tell a wrong name from an untrusted certificate and from a foreign key',
    'rotate a key and renew a certificate without an outage',
  ],
  needs: ['web-page', 'tokens'],
  starts:
    'There is a second sandbox `{base2}` with the issuer `{issuer2}`, and a root file `other-root.crt`, which signed nothing here.',
  words: [
    {
      term: 'certificate',
      meaning: 'A signed statement that a public key belongs to a host name.',
    },
    {
      term: 'root',
      meaning:
        'The certificate of the authority at which the chain of signatures ends, and which a program trusts.',
    },
    {
      term: 'key rotation',
      meaning: 'Signing with a new key while the old one can still be checked.',
    },
  ],
  cast: ['client', 'authserver', 'resserver'],
  steps: [oneSlash, anotherName, nobodyVouches, anotherHouse, newKey, newCertificate],
  clauses: [
    'OpenID Connect Discovery §4.3',
    'RFC 8414 §3.3',
    'RFC 9110 §4.3.4',
    'RFC 9110 §15.5.20',
    'RFC 9068 §4',
    'RFC 7515 §4.1.4',
    'RFC 7517 §5',
  ],
  breakIt:
    'Call `{issuer}/.well-known/openid-configuration` with curl, first without `--cacert`, then with the lab’s root. The first call leaves no message in the recording. Run `./lab doctor` and compare.',
  files: { 'other-root.crt': 'otherRoot' },
  async prepare({ secondSandbox, allowEverything }) {
    await allowEverything('developer')
    const { base, issuer, id } = await secondSandbox()
    const { createRoot } = await import('@oauth-lab/kit/certificate-issuer.ts')
    const { certificate } = await createRoot(new URL(base).hostname)
    return { base2: base, issuer2: issuer, id2: id, otherRoot: certificate }
  },
}
