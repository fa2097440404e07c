import { setTimeout as delay } from 'node:timers/promises'
import { createTrust } from '@oauth-lab/kit/trust.ts'

/** A value of each of a plan's or module's parameters, for example `response_type`. */
export type Variant = Readonly<Record<string, string>>

/** One test of a plan, as the suite lists it. */
export interface PlannedModule {
  testModule: string
  variant?: Variant | null
}

/** What one condition of a module said: the suite's log has one entry for each. */
export interface LogEntry {
  /** The condition's class. */
  src?: string
  msg?: string
  result?: string
  /** The clauses by which it is required. */
  requirements?: readonly string[]
  error?: string
}

/** Where a module stands, and how it ended. */
export interface ModuleInfo {
  status: string
  result?: string | null
}

/** A conformance suite of the OpenID Foundation that runs already, by its REST API. */
export interface Suite {
  /** For example `https://localhost:8443`. */
  origin: string
  createPlan(
    name: string,
    variant: Variant,
    configuration: object,
  ): Promise<{ id: string; modules: PlannedModule[] }>
  /** Makes a module of a plan, which begins by itself; one that waits for a person is `CONFIGURED` first. */
  createModule(plan: string, module: PlannedModule): Promise<string>
  /** Lets a module go on that is `CONFIGURED`. */
  start(id: string): Promise<void>
  info(id: string): Promise<ModuleInfo>
  /** Waits until a module has one of these states, or keeps its own for longer than `patience`, milliseconds. */
  settle(id: string, states: readonly string[], patience: number): Promise<ModuleInfo>
  log(id: string): Promise<LogEntry[]>
  cancel(id: string): Promise<void>
  close(): Promise<void>
}

/**
 * Speaks with a suite.
 * @param ca the authority of its certificate, PEM, where no public one vouches for it
 */
export function openSuite(origin: string, ca = ''): Suite {
  const trust = createTrust(ca, { timeout: 60_000 })
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await trust.fetch(new URL(path, origin), {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) {
      throw new Error(`the suite answered ${response.status} to ${method} ${path}: ${short(text)}`)
    }
    return text === '' ? undefined : JSON.parse(text)
  }
  const info = (id: string) => ask('GET', `/api/info/${id}`) as Promise<ModuleInfo>
  return {
    origin,
    info,
    createPlan: (planName, variant, configuration) =>
      ask(
        'POST',
        `/api/plan?${new URLSearchParams({ planName, variant: JSON.stringify(variant) }).toString()}`,
        configuration,
      ) as Promise<{ id: string; modules: PlannedModule[] }>,
    async createModule(plan, { testModule, variant }) {
      const query = new URLSearchParams({
        test: testModule,
        plan,
        variant: JSON.stringify(variant ?? {}),
      })
      const { id } = (await ask('POST', `/api/runner?${query.toString()}`)) as { id: string }
      return id
    },
    async start(id) {
      await ask('POST', `/api/runner/${id}`)
    },
    async settle(id, states, patience) {
      let last = await info(id)
      let since = Date.now()
      while (!states.includes(last.status) && Date.now() - since < patience) {
        await delay(250)
        const now = await info(id)
        if (now.status !== last.status) since = Date.now()
        last = now
      }
      return last
    },
    log: (id) => ask('GET', `/api/log/${id}`) as Promise<LogEntry[]>,
    async cancel(id) {
      await ask('DELETE', `/api/runner/${id}`)
    },
    close: () => trust.close(),
  }
}

function short(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
