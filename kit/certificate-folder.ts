import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { leafFits, rootFits } from './certificates.ts'
import type { KeyedCertificate } from './certificates.ts'
import { closeSecret, makePassableFolder, writePublic, writeSecret } from './file-access.ts'
import { ConfigurationError } from './problems.ts'

export interface LabCertificates {
  root: KeyedCertificate
  leaf: KeyedCertificate
}

/**
 * The lab's root and leaf for a host, made at first use and again when they no longer fit.
 * @param folder where they are kept; absent: in memory only
 * @throws ConfigurationError when a kept certificate can't be read, or a new one not be kept
 */
export async function openCertificates(host: string, folder?: string): Promise<LabCertificates> {
  const root = read(folder, 'root', ({ certificate }) => rootFits(certificate, host))
  const leaf = root && read(folder, 'leaf', (kept) => leafFits(kept, root.certificate, host))
  if (root && leaf) return { root, leaf }
  if (root) return { root, leaf: await renewLeaf(root, host, folder) }
  const { createRoot } = await import('./certificate-issuer.ts')
  const made = await createRoot(host)
  if (folder !== undefined) write(folder, 'root', made)
  return { root: made, leaf: await renewLeaf(made, host, folder) }
}

/** Makes a new leaf below the root, and keeps it in the folder if there is one. */
export async function renewLeaf(
  root: KeyedCertificate,
  host: string,
  folder?: string,
): Promise<KeyedCertificate> {
  // Loaded only where something has to be made: it takes longer than everything else here.
  const { createLeaf } = await import('./certificate-issuer.ts')
  const leaf = await createLeaf(root, host)
  if (folder !== undefined) write(folder, 'leaf', leaf)
  return leaf
}

/** What is kept, if it fits; what is damaged is not silently replaced: people may trust it. */
function read(
  folder: string | undefined,
  name: string,
  fits: (kept: KeyedCertificate) => boolean,
): KeyedCertificate | undefined {
  if (folder === undefined) return undefined
  const path = join(folder, `${name}.crt`)
  try {
    const kept = {
      certificate: readFileSync(path, 'utf8'),
      key: readFileSync(join(folder, `${name}.key`), 'utf8'),
    }
    closeSecret(join(folder, `${name}.key`))
    return fits(kept) ? kept : undefined
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    const reason = code?.startsWith('ERR_OSSL') ? 'it is damaged; remove it' : message
    throw refuse(path, reason, error)
  }
}

function write(folder: string, name: string, { certificate, key }: KeyedCertificate): void {
  try {
    makePassableFolder(folder)
    writeSecret(join(folder, `${name}.key`), key)
    writePublic(join(folder, `${name}.crt`), certificate)
  } catch (error) {
    throw refuse(join(folder, `${name}.crt`), (error as Error).message, error)
  }
}

function refuse(path: string, message: string, cause: unknown): ConfigurationError {
  return new ConfigurationError('The certificates cannot be used.', [{ path, message }], { cause })
}
