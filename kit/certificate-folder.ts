import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLeaf, createRoot, leafFits } from './certificates.ts'
import type { KeyedCertificate } from './certificates.ts'

export interface LabCertificates {
  root: KeyedCertificate
  leaf: KeyedCertificate
}

/**
 * The lab's root and leaf for a host, made at first use and made again when they no longer fit.
 * @param folder where they are kept; absent: in memory only
 * @param renew makes a new leaf in any case
 */
export async function openCertificates(
  host: string,
  folder?: string,
  renew = false,
): Promise<LabCertificates> {
  const root = (folder && read(folder, 'root')) || (await make(folder, 'root', createRoot(host)))
  const kept = folder && !renew ? read(folder, 'leaf') : undefined
  if (kept && leafFits(kept, root.certificate, host)) return { root, leaf: kept }
  return { root, leaf: await make(folder, 'leaf', createLeaf(root, host)) }
}

function read(folder: string, name: string): KeyedCertificate | undefined {
  try {
    return {
      certificate: readFileSync(join(folder, `${name}.crt`), 'utf8'),
      key: readFileSync(join(folder, `${name}.key`), 'utf8'),
    }
  } catch {
    return undefined
  }
}

async function make(
  folder: string | undefined,
  name: string,
  making: Promise<KeyedCertificate>,
): Promise<KeyedCertificate> {
  const made = await making
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(join(folder, `${name}.key`), made.key, { mode: 0o600 })
    writeFileSync(join(folder, `${name}.crt`), made.certificate)
  }
  return made
}
