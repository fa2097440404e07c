import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'

/**
 * Writes the types of each role's API, as a lab that runs describes it: `node console/api/generate.ts`.
 * A description that is the same as before is not read again.
 */
const folder = new URL('dist/', import.meta.url)

await mkdir(folder, { recursive: true })
await using lab = await startLab()
for (const role of ['control', 'authserver', 'resserver', 'client']) {
  const api = role === 'control' ? '/control/api' : `/${role}/admin/api`
  const response = await lab.trustedFetch(`${lab.origin}${api}/openapi.json`)
  await writeTypes(role, await response.text())
}

async function writeTypes(role: string, description: string): Promise<void> {
  const types = new URL(`${role}.d.ts`, folder)
  const from = new URL(`${role}.json`, folder)
  const isSame = existsSync(types) && existsSync(from)
  if (isSame && (await readFile(from, 'utf8')) === description) return
  await writeFile(types, astToString(await openapiTS(description)))
  await writeFile(from, description)
}
