import type { Step } from '../../engine/lesson.ts'
import { certificates, webPage } from '../../engine/places.ts'
import { differs, from, status } from '../../engine/requirements.ts'

export const newCertificate: Step = {
  title: 'A new certificate',
  idea: 'The certificate has an end too. A new one of the same root changes nothing for those who trust the root. So clients trust roots, not single certificates.',
  todo: 'Guess first: who must be told? In Certificates press Renew. Press Call again at Simple Web Page.',
  places: [certificates, webPage],
  lines: [
    {
      words: 'the web server has a new certificate of the same root',
      differs: ({ was, is }) =>
        differs(
          'certificate',
          is.certificates?.leaf !== was.certificates?.leaf &&
            is.certificates?.root === was.certificates?.root,
          'another one of the same root',
          is.certificates?.root === was.certificates?.root ? 'the same' : 'of another root',
        ),
    },
    {
      name: 'H',
      message: 'resource request',
      words: 'nobody noticed: a call went through',
      requires: [from('client'), status(200)],
    },
  ],
  mistakes: [
    ({ was, is }) =>
      is.certificates !== undefined && is.certificates.root !== was.certificates?.root
        ? {
            text: 'The root is another one now, so nobody trusts this lab any more. `./lab trust` shows what to install.',
          }
        : undefined,
  ],
  look: 'Certificates: the button Renew. It is about the whole lab.',
  answer: '`./lab certs renew`, then Call again.',
  ran: [
    {
      words: 'A new leaf below the same root.',
      file: 'kit/certificate-folder.ts',
      at: 'export async function renewLeaf',
    },
  ],
}
