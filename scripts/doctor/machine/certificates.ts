import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { leafFits } from '@oauth-lab/kit/certificates.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'

/** Whether the certificates that a lab kept can be used again. */
export function examineCertificates(folder: string): Finding[] {
  const { ok, note, wrong } = findingsOf('certificates')
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  try {
    const leaf = { certificate: read('leaf.crt'), key: read('leaf.key') }
    return leafFits(leaf, read('root.crt'), 'localhost')
      ? [ok(`${folder} holds a root and a leaf that are good`)]
      : [note(`the leaf in ${folder} no longer fits; ./lab up makes another`)]
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return [ok('none yet; ./lab up makes them')]
    const seen = code?.startsWith('ERR_OSSL') ? 'a damaged file' : message
    const fix = `rm -r '${folder}' (the lab makes new ones; trust the new root then)`
    return [wrong('the kept certificates cannot be read', { seen, expected: 'PEM', fix })]
  }
}
