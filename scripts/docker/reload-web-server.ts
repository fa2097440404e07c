import { setTimeout } from 'node:timers/promises'
import { askDocker } from './run-docker.ts'
import { readServices } from './services.ts'

/**
 * Has nginx take up what bootstrap wrote since it was started. Requests that are under way are
 * finished by the old workers.
 */
export async function reloadWebServer(project: string): Promise<void> {
  const services = await readServices(project)
  const webServer = services.find(({ name, state }) => name === 'webserver' && state === 'running')
  const bootstrap = services.find(({ name }) => name === 'bootstrap')
  if (webServer === undefined) return
  if (bootstrap !== undefined && bootstrap.finishedAt < webServer.startedAt) return
  await signalWebServer(webServer.container)
}

/** How long old workers may go on taking connections before nobody waits any more, milliseconds. */
const timeout = 10_000

/**
 * Sends nginx's master the signal to read its files again. Resolves when no worker from before takes new
 * connections; what is under way goes on.
 */
export async function signalWebServer(container: string): Promise<void> {
  const before = await workersOf(container)
  await askDocker(['kill', '--signal', 'HUP', container])
  const deadline = Date.now() + timeout
  const isOver = async () => {
    const now = await workersOf(container)
    return before.every((pid) => !now.includes(pid)) || Date.now() > deadline
  }
  while (!(await isOver())) await setTimeout(50)
}

/** The workers that take connections: one that is to quit has another title. */
async function workersOf(container: string): Promise<string[]> {
  const processes = await askDocker(['top', container, '-o', 'pid,args'])
  return [...processes.matchAll(/^ *(\d+) +nginx: worker process *$/gm)].map(([, pid]) => pid!)
}
