import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createControlToken } from '@oauth-lab/kit/admin/control-token.ts'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import type { RecordingMode } from '@oauth-lab/kit/recording/recording-mode.ts'
import { adminOf, createLabScenarios } from './lab.ts'
import type { LabTarget } from './lab.ts'
import { cpuOf } from './process-figures.ts'
import { findFreePort } from '../../../package/free-port.ts'
import { startProgram } from './program.ts'
import type { Program } from './program.ts'
import type { Scenario, Subject } from './subject.ts'

const key = '5'.repeat(64)
const project = fileURLToPath(projectFolder)

export interface LabApp extends Subject {
  /** What the authorization server records from now on. */
  record(mode: RecordingMode): Promise<void>
}

/**
 * The authorization server as its own process over plain HTTP. For protected resources the resource
 * server is another one.
 */
export async function openLabApp(options: {
  name: string
  /** Folder of the databases; in memory when absent. */
  data?: string
}): Promise<LabApp> {
  const { name, data } = options
  const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-bench-'))
  const [port, resserverPort] = [await findFreePort(), await findFreePort()]
  const origin = `http://127.0.0.1:${port}`
  const root = join(folder, 'root.crt')
  // The apps trust a root though nothing here is TLS: any certificate will do.
  writeFileSync(root, '')
  const start = (role: string, at: number) =>
    startRole(
      role,
      at,
      {
        LAB_ORIGIN: origin,
        LAB_ADMIN_KEY: key,
        LAB_ROOT_CERTIFICATE: root,
        ...(data !== undefined && { LAB_DATA: data }),
      },
      join(folder, `${role}.log`),
    )
  const authserver = await start('authserver', port)
  let other: Program | undefined
  const target: LabTarget = {
    origin,
    address: { host: '127.0.0.1', port, authority: `127.0.0.1:${port}` },
    resserver: { host: '127.0.0.1', port: resserverPort, authority: `127.0.0.1:${port}` },
    // There is no control that could be asked about an administrator's token.
    token: createControlToken(key, origin, 12 * 3600),
    fetch,
  }
  const prepare = createLabScenarios(target)
  const admin = adminOf(target)
  return {
    name,
    record: async (mode) => void (await admin('PUT', 'recording/settings', { mode })),
    async prepare(scenario: Scenario) {
      if (scenario === 'protected-resource') other ??= await start('resserver', resserverPort)
      return prepare(scenario)
    },
    cpu: () => cpuOf([authserver, ...(other === undefined ? [] : [other])].map(({ pid }) => pid)),
    async stop() {
      await authserver.stop()
      await other?.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

async function startRole(
  role: string,
  port: number,
  env: Record<string, string>,
  log: string,
): Promise<Program> {
  // The role says nothing when it is ready, so a line of this little program's does.
  const main = join(project, role, 'main.ts')
  const program = `await import(${JSON.stringify(main)}); console.error('ready')`
  return startProgram({
    name: role,
    args: ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program],
    env: {
      ...env,
      LAB_LISTEN_HOST: '127.0.0.1',
      LAB_LISTEN_PORT: String(port),
    },
    ready: /^ready$/,
    log,
  })
}
