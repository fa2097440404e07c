import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'

/** A home folder of the run's own, in which Chromium finds whom to trust. */
export interface TrustingHome {
  /** What the browser's environment needs besides the usual. */
  env: Record<string, string>
  remove(): Promise<void>
}

/**
 * Makes a home folder with an NSS database that holds these certificates as authorities. Certificate
 * errors stay errors: the browser verifies, and trusts nothing more than these.
 * @param authorities PEM
 */
export async function createTrustingHome(
  certutil: string,
  authorities: string[],
): Promise<TrustingHome> {
  const home = await mkdtemp(join(tmpdir(), 'oauth-lab-browser-'))
  const folder = join(home, '.pki', 'nssdb')
  const database = `sql:${folder}`
  await mkdir(folder, { recursive: true })
  await execa(certutil, ['-d', database, '-N', '--empty-password'])
  for (const [index, pem] of authorities.entries()) {
    const file = join(home, `authority-${index}.crt`)
    await writeFile(file, pem)
    await execa(certutil, ['-d', database, '-A', '-t', 'C,,', '-n', `lab-${index}`, '-i', file])
  }
  return {
    env: { HOME: home, XDG_DATA_HOME: join(home, '.local', 'share') },
    remove: () => rm(home, { recursive: true, force: true }),
  }
}
