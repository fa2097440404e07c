import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { noteCookies, noteSecretsIn } from '../../secrets.ts'

export interface Page {
  url: URL
  status: number
  headers: Headers
  text: string
  /** Where a redirect leads that was not followed: out of the lab, or to where it had to stop. */
  leaves: URL | undefined
}

/** `headers` are sent besides those that a browser sends. */
export interface BrowserRequest {
  method?: string
  body?: URLSearchParams
  headers?: Record<string, string>
  /** A redirect to an address that begins like this is not followed. */
  stopAt?: string
}

export interface Browser {
  /** Opens an address and follows redirects as long as they stay at its origin. */
  open(url: string | URL, init?: BrowserRequest): Promise<Page>
  /** The cookies that it holds, by name. */
  cookies: Map<string, string>
  /** Sends the page's form with its hidden fields and these; an array is one field several times. */
  submit(
    page: Page,
    fields: Record<string, string | string[]>,
    init?: Pick<BrowserRequest, 'stopAt'>,
  ): Promise<Page>
}

/** A browser without JavaScript: keeps cookies, follows redirects, fills in forms. */
export function createBrowser(fetch: Fetch): Browser {
  const cookies = new Map<string, string>()
  const jar = createJar(cookies)

  const open = async (
    target: string | URL,
    { stopAt, ...init }: BrowserRequest = {},
  ): Promise<Page> => {
    const url = new URL(target)
    noteSecretsIn(url.searchParams)
    jar.turnTo(url)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { accept: 'text/html', ...init.headers, ...(cookie && { cookie }) }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    jar.keep(response.headers.getSetCookie())
    const text = await response.text()
    const { status } = response
    const location = response.headers.get('location')
    const next = location === null ? undefined : new URL(location, url)
    if (next !== undefined) noteSecretsIn(next.searchParams)
    const stops = stopAt !== undefined && next?.href.startsWith(stopAt) === true
    if (next?.origin === url.origin && !stops) return open(next, { ...(stopAt && { stopAt }) })
    return { url, status, headers: response.headers, text, leaves: next }
  }

  return {
    open,
    cookies,
    submit(page, fields, init) {
      const form = readForm(page)
      const body = new URLSearchParams(form.hidden)
      for (const [name, value] of Object.entries(fields)) {
        for (const one of [value].flat()) body.append(name, one)
      }
      noteSecretsIn(body)
      const { origin } = page.url
      return open(form.action, { method: 'POST', body, headers: { origin }, ...init })
    },
  }
}

/** The page after a click on the way on to the application, where it offers one (RFC 9700 §4.11.2). */
export function takeWayOn(page: Page): Page {
  const link = /<a\b[^>]*\bid="way-on"[^>]*>/.exec(page.text)?.[0]
  const href = link && attribute(link, 'href')
  return href === undefined ? page : { ...page, leaves: new URL(href, page.url) }
}

/** The page's first form. */
export function readForm(page: Page): { action: URL; hidden: [string, string][] } {
  const form = /<form\b[^>]*>[^]*?<\/form>/.exec(page.text)?.[0]
  if (form === undefined) throw new Error(`${page.url.pathname} (${page.status}) has no form`)
  const action = new URL(attribute(form, 'action') ?? page.url, page.url)
  const inputs = form.match(/<input\b[^>]*>/g) ?? []
  const hidden = inputs
    .filter((input) => attribute(input, 'type') === 'hidden')
    .map((input): [string, string] => [
      attribute(input, 'name') ?? '',
      attribute(input, 'value') ?? '',
    ])
  return { action, hidden }
}

const entities: Record<string, string> = { quot: '"', '#39': "'", lt: '<', gt: '>', amp: '&' }

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return value?.replaceAll(/&(quot|#39|lt|gt|amp);/g, (_, entity: string) => entities[entity]!)
}

/** Cookies of one name may be of several paths, such as those of two sandboxes: the map has those of the address. */
function createJar(cookies: Map<string, string>) {
  const paths = new Map<string, string>()
  let others: { name: string; value: string; path: string }[] = []

  /** Puts a cookie into the map, and what stands there of another path aside. */
  const put = (name: string, value: string, path: string) => {
    const [former, of = path] = [cookies.get(name), paths.get(name)]
    if (former !== undefined && of !== path) others.push({ name, value: former, path: of })
    cookies.set(name, value)
    paths.set(name, path)
  }

  return {
    turnTo({ pathname }: URL): void {
      const fitting = others.filter(({ path }) => `${pathname}/`.startsWith(`${path}/`))
      others = others.filter((one) => !fitting.includes(one))
      for (const { name, value, path } of fitting) put(name, value, path)
    },
    keep(headers: string[]): void {
      noteCookies(headers)
      for (const header of headers) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(header) ?? []
        if (name === undefined || value === undefined) continue
        if (value === '' || /;\s*max-age=0\b/i.test(header)) cookies.delete(name)
        else put(name, value, /;\s*path=([^;]*)/i.exec(header)?.[1] ?? '')
      }
    },
  }
}
