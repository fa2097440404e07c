import { Document, Scalar } from 'yaml'
import type { Pair } from 'yaml'
import type { Sandbox } from '../sandbox.ts'
import { sealSecrets } from './secrets.ts'
import type { Secrets } from './secrets.ts'

const said: Readonly<Record<string, string>> = {
  clients:
    ' RFC 7591 metadata. A secret that the file does not have stays, or is made for a new client.',
  users: ' A password that the file does not have stays; set one by `password`.',
  keys: ' Signing keys. Without its private part a key is not imported.',
  client:
    ' The web client: servers that it knows, what it is there, and with what each application works.',
  resserver: ' The resource server: servers that it knows, and its configuration.',
  secrets: ' Secrets, hashes and private keys: a JWE (RFC 7516) that the passphrase opens.',
}

/**
 * A file of YAML.
 * @param members its parts, in order
 * @param sealed what of them is secret, and the passphrase that encrypts it; they are left out without one
 */
export async function writeFile(
  { base }: Pick<Sandbox, 'base'>,
  members: object,
  sealed: { secrets: Secrets; passphrase: string } | undefined,
): Promise<string> {
  const document = new Document({ base, ...members })
  if (sealed !== undefined) {
    const text = new Scalar(`${await sealSecrets(sealed.secrets, sealed.passphrase)}\n`)
    text.type = Scalar.BLOCK_LITERAL
    document.add(document.createPair('secrets', text))
  }
  const left =
    sealed === undefined ? ' Secrets, password hashes and private keys are left out.' : ''
  document.commentBefore = ` The lab at ${base}.${left}\n What a part leaves out takes its default. ./lab import FILE reads this, and ./lab up --config FILE.`
  for (const pair of (document.contents as unknown as { items: Pair<Scalar<string>>[] }).items) {
    const text = said[pair.key.value]
    if (text === undefined) continue
    pair.key.commentBefore = text
    pair.key.spaceBefore = true
  }
  return document.toString({ lineWidth: 0 })
}
