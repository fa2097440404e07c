import type { PostmanEnvironment } from '@oauth-lab/scripts/postman/environment.ts'
import { noteCookies, noteSecret, noteSecretsIn } from '../secrets.ts'

interface Pair {
  key?: string | null
  value?: string | null
}

interface List {
  all(): Pair[]
}

/** What newman tells of one request, as far as secrets can be in it. */
export interface Exchange {
  request: { url: { query: List }; body?: { urlencoded?: List } }
  response?: { headers: List; text(): string }
}

/** Notes the secret values of an environment. */
export function noteSecretsOf({ values }: PostmanEnvironment): void {
  for (const { key, value, type } of values) if (type === 'secret') noteSecret(value, key)
}

/** Notes what is secret in a request and its answer: query, form, cookies, redirect and JSON. */
export function noteExchange({ request, response }: Exchange): void {
  noteSecretsIn(members(request.url.query))
  noteSecretsIn(members(request.body?.urlencoded))
  if (response === undefined) return
  const headers = members(response.headers)
  noteCookies(valuesOf(headers, 'set-cookie'))
  for (const location of valuesOf(headers, 'location')) {
    noteSecretsIn(new URLSearchParams(location.split('?')[1]))
  }
  if (valuesOf(headers, 'content-type').some((type) => type.startsWith('application/json'))) {
    noteSecretsIn(Object.entries(JSON.parse(response.text()) as Record<string, unknown>))
  }
}

function members(list: List | undefined): [string, string][] {
  return (list?.all() ?? []).map(({ key, value }) => [key ?? '', value ?? ''])
}

function valuesOf(headers: [string, string][], name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
}
