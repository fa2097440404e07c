import { setTimeout as delay } from 'node:timers/promises'
import { openConnection, writeForm } from '../load/connection.ts'
import { summarize } from '../load/statistics.ts'
import type { Summary } from '../load/statistics.ts'
import {
  authorizationRequest,
  codeFlows,
  redeem,
  requireStatus,
  signIn,
} from '../subjects/code-flow.ts'
import { forgetPeak, memoryOf, peakMemoryOf } from '../subjects/process-figures.ts'
import type { StartContestant, Started } from './contestant.ts'

/** What one start took, ms from exec on. */
export interface StartTimes {
  ready: number
  token: number
  flow: number
}

/** Starts it, asks for a token and walks one code flow: what a first test waits for. */
export async function measureStart(contestant: StartContestant): Promise<StartTimes> {
  const started = await contestant.start()
  try {
    const ready = started.readyAfter
    const token = ready + (await timed(() => firstToken(started)))
    const flow = token + (await timed(() => firstFlow(started)))
    return { ready, token, flow }
  } finally {
    await started.stop()
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

async function firstToken({ address, flow }: Started): Promise<void> {
  const connection = await openConnection(address)
  const form = { grant_type: 'client_credentials', scope: 'my/scope' }
  const headers = { authorization: flow.basic }
  requireStatus(await connection.send(writeForm(address, flow.token, form, headers)), 200)
  connection.close()
}

/** Login and consent included: consent is asked for even where it was given before. */
async function firstFlow(started: Started): Promise<string> {
  const { address, flow, user, fetch, origin } = started
  const connection = await openConnection(address)
  let cookies = ''
  if (user === undefined) {
    await codeFlows(flow, connection, '')()
  } else {
    const url = origin + authorizationRequest(flow, { prompt: 'consent' })
    const entered = await signIn({ fetch, url, ...user })
    cookies = entered.cookies
    await redeem(flow, connection, entered.code)
  }
  connection.close()
  return cookies
}

/** Memory in use of all its processes together, bytes. */
export interface Memory {
  idle?: number
  afterFlows?: number
  /** While as many users as `logins` sign in at once. */
  peak?: number
}

/** Starts it once more and looks at its memory. */
export async function measureMemory(
  contestant: StartContestant,
  { flows, logins }: { flows: number; logins: number },
): Promise<Memory> {
  const started = await contestant.start()
  try {
    const pids = await started.pids()
    const memory: Memory = {}
    await delay(1000)
    note(memory, 'idle', memoryOf(pids))
    const cookies = await firstFlow(started)
    await manyFlows(started, cookies, flows)
    note(memory, 'afterFlows', memoryOf(pids))
    const names = await started.addUsers(logins)
    forgetPeak(pids)
    const { fetch, flow, origin, user } = started
    const url = origin + authorizationRequest(flow)
    if (user !== undefined) {
      await Promise.all(names.map((username) => signIn({ fetch, url, ...user, username })))
      note(memory, 'peak', peakMemoryOf(pids))
    }
    return memory
  } finally {
    await started.stop()
  }
}

function note(memory: Memory, name: keyof Memory, value: number | undefined): void {
  if (value !== undefined) memory[name] = value
}

async function manyFlows({ address, flow }: Started, cookies: string, count: number) {
  let left = count
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const connection = await openConnection(address)
      const once = codeFlows(flow, connection, cookies)
      while (left-- > 0) await once()
      connection.close()
    }),
  )
}

export function summarizeTimes(runs: StartTimes[]): Record<keyof StartTimes, Summary> {
  return {
    ready: summarize(runs.map(({ ready }) => ready)),
    token: summarize(runs.map(({ token }) => token)),
    flow: summarize(runs.map(({ flow }) => flow)),
  }
}
