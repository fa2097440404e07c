import { createLog } from '@oauth-lab/kit/log.ts'
import { createApp } from '../app.ts'
import type { ResourceServerOptions } from '../app.ts'
import { createFakeAuthorizationServer, key, origin } from './fake-authorization-server.ts'

export const resources = {
  protected: '/resserver/protected-resources/',
  delegated: '/resserver/protected-resources-delegated/',
  administration: '/resserver/protected-resources-delegated/administration/',
}

/** A resource server in memory beside a fake authorization server, asked without a port. */
export async function openResourceServer(options: Partial<ResourceServerOptions> = {}) {
  const authorizationServer = await createFakeAuthorizationServer()
  const lines: string[] = []
  const { app } = await createApp({
    origin,
    database: ':memory:',
    administration: { username: 'superuser', password: 'SYS', key },
    fetch: authorizationServer.fetch,
    fetchTrusting: () => authorizationServer.fetch,
    log: createLog('resserver', { write: (line) => lines.push(line) }),
    ...options,
  })
  return {
    app,
    origin,
    authorizationServer,
    /** The log, JSON lines. */
    lines,
    async get(url: string, token?: string, headers: Record<string, string> = {}) {
      const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
      const response = await app.inject({ url, headers: { ...authorization, ...headers } })
      const challenge = response.headers['www-authenticate']
      const body = (response.body === '' ? undefined : response.json()) as Record<string, unknown>
      return { status: response.statusCode, challenge: String(challenge), body, response }
    },
    [Symbol.asyncDispose]: () => app.close(),
  }
}
