import type { AuthorizationServerSettings } from '@oauth-lab/kit/authorization-server.ts'
import { createLog } from '@oauth-lab/kit/log.ts'
import { createControlToken } from '@oauth-lab/kit/admin/control-token.ts'
import { createApp } from '../app.ts'
import { createFakeIssuer } from './fake-issuer.ts'

const origin = 'https://lab.example'
const key = '0'.repeat(64)

/** The client over a fake issuer, with a browser that keeps its cookies. */
export async function openClient(authorizationServer: AuthorizationServerSettings = {}) {
  const issuer = await createFakeIssuer()
  const lines: string[] = []
  const { app } = await createApp({
    origin,
    database: ':memory:',
    administration: { username: 'superuser', password: 'SYS', key },
    authorizationServer,
    fetch: issuer.fetch,
    fetchTrusting: () => issuer.fetch,
    log: createLog('client', { write: (line) => void lines.push(line) }),
  })

  const openBrowser = () => {
    const cookies: Record<string, string> = {}
    const send = async (method: 'GET' | 'POST', url: string, form?: Record<string, string>) => {
      const answer = await app.inject({
        method,
        url,
        cookies,
        ...(form && {
          payload: new URLSearchParams(form).toString(),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
      })
      for (const { name, value } of answer.cookies) cookies[name] = value
      return answer
    }
    const get = (path = '') => send('GET', `/client/application/${path}`)
    return {
      get,
      send,
      /** Begins a sign-in and returns the path and query that would end it. */
      async begin() {
        const { headers } = await get('login')
        return `callback?${issuer.authorize(headers.location!).toString()}`
      },
      /** Sends a button of a page with the page's hidden fields. */
      press: (html: string, button: string, path = '') => {
        const hidden = [...html.matchAll(/<input type="hidden" name="(.+?)" value="(.*?)">/g)]
        const fields = Object.fromEntries(hidden.map(([, name, value]) => [name!, value!]))
        return send('POST', `/client/application/${path}`, { ...fields, do: button })
      },
    }
  }

  /** Asks the management API for control. @param path below it */
  const administer = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    payload?: object,
  ) => {
    const headers = { authorization: `Bearer ${createControlToken(key, origin)}` }
    const answer = await app.inject({
      method,
      url: `/client/admin/api/${path}`,
      headers,
      ...(payload && { payload }),
    })
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: answer.json<Record<string, unknown>>(),
    }
  }

  return {
    app,
    issuer,
    lines,
    openBrowser,
    administer,
    waive: (...waive: string[]) => administer('PUT', 'policy', { waive }),
    /** Moves the client's clock. @param forward seconds */
    moveClock: (forward: number) => administer('PUT', 'clock', { forward }),
    [Symbol.asyncDispose]: () => app.close(),
  }
}
