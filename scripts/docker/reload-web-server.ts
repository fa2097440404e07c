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

/** Sends nginx's master the signal to read its files again. */
export async function signalWebServer(container: string): Promise<void> {
  await askDocker(['kill', '--signal', 'HUP', container])
}
