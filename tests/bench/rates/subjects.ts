import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedLab } from '../subjects/embedded-lab.ts'
import { openLabApp } from '../subjects/lab-app.ts'
import type { LabApp } from '../subjects/lab-app.ts'
import { openMockServer } from '../subjects/mock-server.ts'
import { openNginxLab } from '../subjects/nginx-lab.ts'
import { openOidcProvider } from '../subjects/oidc-provider.ts'
import type { Scenario, Subject } from '../subjects/subject.ts'
import { fillTokens } from './fill-tokens.ts'

export const names = {
  memory: 'lab, in memory',
  durable: 'lab, durable',
  gateway: 'lab, gateway (TLS)',
  nginx: 'lab, nginx (TLS)',
  provider: 'oidc-provider',
  mock: 'oauth2-mock-server',
} as const

const sizes = [10_000, 100_000, 1_000_000]

/** One lab, by what it records: they take turns in it. */
export const recordings = {
  'whole exchanges': 'full',
  'checks only': 'checks',
  'recording off': 'off',
} as const
type Recording = keyof typeof recordings
const recorded = 'lab, in memory, by what it records'

/** The lab with so many tokens stored before it starts. */
export const storedName = (size: number) => `lab, durable, ${size.toLocaleString('en')} stored`

/** Who takes part in a scenario, in the order of the runs. */
export function subjectNames(scenario: Scenario, quick: boolean): string[] {
  if (scenario === 'recording') return Object.keys(recordings)
  const { memory, durable, gateway, nginx, provider, mock } = names
  const all: string[] = [memory, durable, provider, mock, gateway, nginx]
  if (scenario.startsWith('client-credentials')) {
    all.push('bare signing, node:crypto', 'bare signing, jose')
  }
  if (scenario === 'client-credentials ES256' || scenario === 'introspection') {
    all.push(...(quick ? sizes.slice(0, 1) : sizes).map(storedName))
  }
  return all
}

/** The servers, each started when it is first asked for; a string says why one can't be had. */
export function openSubjects() {
  const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-bench-'))
  const open = new Map<string, Promise<Subject | string>>()

  const start = async (name: string): Promise<Subject | string> => {
    switch (name) {
      case names.memory:
        return openLabApp({ name })
      case 'whole exchanges':
      case 'checks only':
      case 'recording off':
        return recordingSubject(name, await (shared ??= openShared()))
      case names.durable:
        return openLabApp({ name, data: join(folder, 'durable') })
      case names.gateway:
        return openEmbeddedLab(name, join(folder, 'embedded'))
      case names.nginx:
        return openNginxLab(name)
      case names.provider:
        return openOidcProvider()
      case names.mock:
        return openMockServer()
      default: {
        const size = sizes.find((each) => storedName(each) === name)!
        const data = join(folder, `stored-${size}`)
        await fillTokens(data, size)
        return openLabApp({ name, data })
      }
    }
  }

  let shared: Promise<LabApp> | undefined
  const openShared = () => {
    const app = openLabApp({ name: recorded })
    open.set(recorded, app)
    return app
  }

  return {
    get(name: string): Promise<Subject | string> {
      const known = open.get(name) ?? start(name)
      open.set(name, known)
      return known
    },
    async stop(): Promise<void> {
      const opened = await Promise.allSettled(open.values())
      for (const one of opened) {
        if (one.status === 'fulfilled' && typeof one.value !== 'string') await one.value.stop()
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function recordingSubject(name: Recording, app: LabApp): Subject {
  return {
    name,
    async prepare(scenario) {
      const prepared = await app.prepare(scenario)
      return prepared && { ...prepared, before: () => app.record(recordings[name]) }
    },
    cpu: app.cpu,
    // The lab ends once.
    stop: () => Promise.resolve(),
  }
}
