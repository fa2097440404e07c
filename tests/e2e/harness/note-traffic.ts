import type { Browser, Request, Response } from '@playwright/test'
import { noteCookies, noteSecret, noteSecretsIn } from '../../secrets.ts'

/**
 * Notes every code, token, password and cookie that goes through a browser, so that no test has to.
 * @returns resolves when everything so far is noted
 */
export function noteTraffic(browser: Browser): () => Promise<void> {
  const reading = new Set<Promise<void>>()
  browser.on('context', (context) => {
    context.on('request', noteRequest)
    context.on('response', (response) => {
      // A page that is left takes its answers along.
      const done = noteResponse(response)
        .catch(() => undefined)
        .finally(() => reading.delete(done))
      reading.add(done)
    })
  })
  return async () => {
    await Promise.all(reading)
  }
}

function noteRequest(request: Request): void {
  const url = new URL(request.url())
  noteSecretsIn(url.searchParams)
  noteSecretsIn(new URLSearchParams(url.hash.slice(1)))
  if (request.headers()['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    noteSecretsIn(new URLSearchParams(request.postData() ?? ''))
  }
}

async function noteResponse(response: Response): Promise<void> {
  const headers = await response.headersArray()
  const valuesOf = (name: string) =>
    headers.filter((header) => header.name.toLowerCase() === name).map(({ value }) => value)
  noteCookies(valuesOf('set-cookie'))
  for (const location of valuesOf('location')) {
    const url = new URL(location, response.url())
    noteSecretsIn(url.searchParams)
    noteSecretsIn(new URLSearchParams(url.hash.slice(1)))
  }
  const type = valuesOf('content-type')[0] ?? ''
  if (!/json|html/.test(type)) return
  const body = await response.text()
  for (const [token] of body.matchAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g)) noteSecret(token, 'JWT')
  if (type.includes('json')) noteSecretsIn(Object.entries(JSON.parse(body) as object))
}
