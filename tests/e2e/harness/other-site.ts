import { createServer } from 'node:https'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createLeaf, createRoot } from '@oauth-lab/kit/certificate-issuer.ts'

/** A request that the other site got. */
export interface SiteRequest {
  method: string
  path: string
  query: URLSearchParams
  /** A form that was posted; empty otherwise. */
  form: URLSearchParams
  headers: IncomingHttpHeaders
}

/** What the other site answers: 200 and HTML unless told. */
export interface SiteAnswer {
  status?: number
  headers?: Record<string, string>
  body?: string
}

/**
 * A relying party of somebody else: an HTTPS server on another origin and another *site* than the
 * lab's. So CORS and SameSite are really tried.
 */
export interface OtherSite {
  /** `https://elsewhere.example:{port}`; the browser finds it on loopback. */
  origin: string
  /** Every request since the test began, oldest first, without those for an icon. */
  requests: SiteRequest[]
  /** Answers a path with a page, or with what a function makes of the request. */
  serve(path: string, answer: string | ((request: SiteRequest) => SiteAnswer)): void
}

/** The other site as its worker holds it. */
export interface RunningSite {
  /** The authority behind its certificate, PEM. */
  authority: string
  /** Forgets what earlier tests served and sent. */
  begin(): OtherSite
  close(): Promise<void>
}

/** Not one of the lab's own names, wherever it runs. */
export const otherHost = 'elsewhere.example'

/** Starts the other site, with an authority of its own. */
export async function startOtherSite(): Promise<RunningSite> {
  const root = await createRoot(otherHost)
  const leaf = await createLeaf(root, otherHost)
  let requests: SiteRequest[] = []
  let answers = new Map<string, (request: SiteRequest) => SiteAnswer>()

  const server = createServer({ cert: leaf.certificate, key: leaf.key }, (incoming, response) => {
    void readRequest(incoming).then((request) => {
      // Browsers ask for it by themselves; an error would count as one of the page.
      if (request.path === '/favicon.ico') return response.writeHead(204).end()
      requests.push(request)
      const answer = answers.get(request.path)?.(request) ?? { status: 404, body: 'not found' }
      response.writeHead(answer.status ?? 200, {
        'content-type': 'text/html; charset=utf-8',
        ...answer.headers,
      })
      return response.end(answer.body ?? '')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    authority: root.certificate,
    begin() {
      requests = []
      answers = new Map()
      return {
        origin: `https://${otherHost}:${port}`,
        requests,
        serve(path, answer) {
          answers.set(path, typeof answer === 'string' ? () => ({ body: answer }) : answer)
        },
      }
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function readRequest(incoming: IncomingMessage): Promise<SiteRequest> {
  const url = new URL(incoming.url ?? '/', `https://${otherHost}`)
  const isForm = incoming.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const body = await text(incoming)
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    form: new URLSearchParams(isForm ? body : ''),
    headers: incoming.headers,
  }
}
