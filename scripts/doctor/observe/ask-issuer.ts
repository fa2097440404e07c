import type { Answer, Question } from './observation.ts'

// Sent into containers as text (see probe-program.ts): uses nothing from outside of itself.

/** Sends one request. */
export type Request = (
  url: string,
  more?: { method?: string; headers?: Record<string, string> },
) => Promise<Answer>

/** Everything that is asked of an issuer: its metadata, the pages, then what the metadata names. */
export async function askIssuer(
  issuer: string,
  question: Question,
  request: Request,
): Promise<Record<string, Answer>> {
  const { crossOrigin, pages = {}, authorization = {} } = question
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  const browser = { headers: { accept: 'text/html' } }
  const elsewhere: Record<string, string> = crossOrigin === undefined ? {} : { origin: crossOrigin }
  const answers: Record<string, Answer> = {}
  const put = async (key: string, url: unknown, more?: Parameters<Request>[1]) => {
    if (typeof url !== 'string' || !URL.canParse(url)) return
    answers[key] = await request(url, more)
  }

  await Promise.all([
    put('discovery', `${origin}${path}/.well-known/openid-configuration`, { headers: elsewhere }),
    put('metadata', `${origin}/.well-known/oauth-authorization-server${path}`),
    ...Object.entries(pages).map(([key, url]) => put(key, url, browser)),
  ])
  const document = [answers['discovery'], answers['metadata']].find((one) => one?.status === 200)
  let metadata: Record<string, unknown> = {}
  try {
    metadata = { ...(JSON.parse(document?.body ?? '{}') as object) }
  } catch {
    // Whoever reads the answer says so.
  }

  const { jwks_uri, authorization_endpoint, token_endpoint } = metadata
  const query = new URLSearchParams(authorization).toString()
  const asked =
    typeof authorization_endpoint === 'string'
      ? authorization_endpoint +
        (query && (authorization_endpoint.includes('?') ? '&' : '?')) +
        query
      : undefined
  const preflight = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  }
  await Promise.all([
    put('jwks', jwks_uri),
    put('authorization', asked, browser),
    crossOrigin === undefined
      ? undefined
      : put('preflight', token_endpoint, {
          method: 'OPTIONS',
          headers: { ...elsewhere, ...preflight },
        }),
  ])
  return answers
}
