import type { Fetch } from '../trust.ts'

/** A form as a browser without JavaScript sees it. */
export interface Form {
  /** Absolute. */
  action: string
  method: string
  /** What would be sent if no one touched it: hidden and filled inputs, ticked boxes. */
  fields: [string, string][]
  /** Names of all inputs, ticked or not. */
  names: Set<string>
}

/** A page, or a redirect that leads out of the walk and is not followed. */
export type Stop =
  | {
      kind: 'page'
      url: string
      status: number
      html: string
      forms: Form[]
      heading: string
      words: string
    }
  | { kind: 'redirect'; location: string }

/** A browser in miniature: cookies, redirects and forms, no scripts. */
export interface FormWalker {
  open(url: string): Promise<Stop>
  /** Sends a form; `changes` replace fields by name, and add the button that was pressed. */
  submit(form: Form, changes: Record<string, string | string[]>): Promise<Stop>
}

/**
 * Walks pages and their forms.
 * @param endsAt whether a redirect's target is to be read instead of followed
 * @param cookies sent with each request besides those that the pages set
 */
export function createFormWalker(
  fetch: Fetch,
  endsAt: (url: string) => boolean,
  cookies = '',
): FormWalker {
  const jar = createCookieJar()

  const visit = async (start: string, init: { method?: string; body?: string }): Promise<Stop> => {
    let url = start
    let request = init
    for (let hops = 0; hops < 20; hops += 1) {
      const response = await fetch(url, {
        ...request,
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          cookie: [cookies, jar.headerFor(url)].filter((one) => one !== '').join('; '),
          ...(request.body !== undefined && {
            'content-type': 'application/x-www-form-urlencoded',
            origin: new URL(url).origin,
          }),
        },
      })
      jar.take(url, response.headers.getSetCookie())
      const html = await response.text()
      const location = response.headers.get('location')
      if (location === null || response.status < 300 || response.status > 399) {
        const { status } = response
        const said = { heading: headingOf(html), words: wordsOf(html) }
        return { kind: 'page', url, status, html, forms: formsOf(html, url), ...said }
      }
      url = new URL(location, url).href
      if (endsAt(url)) return { kind: 'redirect', location: url }
      request = {}
    }
    throw new Error(`more than 20 redirects, the last one to ${new URL(url).pathname}`)
  }

  return {
    open: (url) => visit(url, {}),
    submit({ action, method, fields }, changes) {
      const sent = fields.filter(([name]) => !(name in changes))
      for (const [name, value] of Object.entries(changes)) {
        for (const one of [value].flat()) sent.push([name, one])
      }
      const body = new URLSearchParams(sent).toString()
      if (method === 'post') return visit(action, { method: 'POST', body })
      return visit(`${action.split('?', 1)[0]}?${body}`, {})
    },
  }
}

interface Cookie {
  name: string
  value: string
  host: string
  path: string
}

/** Keeps cookies by name, host and path (RFC 6265 §5.3, as far as the lab's pages need it). */
function createCookieJar() {
  let cookies: Cookie[] = []
  return {
    headerFor(url: string): string {
      const { hostname, pathname } = new URL(url)
      return cookies
        .filter(({ host, path }) => host === hostname && `${pathname}/`.startsWith(`${path}/`))
        .map(({ name, value }) => `${name}=${value}`)
        .join('; ')
    },
    take(url: string, headers: string[]): void {
      const host = new URL(url).hostname
      for (const header of headers) {
        const [pair, ...attributes] = header.split(';').map((part) => part.trim())
        const at = pair!.indexOf('=')
        const name = pair!.slice(0, at)
        const path = attributeOf(attributes, 'path')?.replace(/\/$/, '') ?? ''
        const ended =
          Number(attributeOf(attributes, 'max-age') ?? 1) <= 0 ||
          Date.parse(attributeOf(attributes, 'expires') ?? '9999-01-01') <= Date.now()
        cookies = cookies.filter(
          (one) => one.name !== name || one.host !== host || one.path !== path,
        )
        if (!ended) cookies.push({ name, value: pair!.slice(at + 1), host, path })
      }
    },
  }
}

function attributeOf(attributes: string[], wanted: string): string | undefined {
  const found = attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))
  return found?.slice(wanted.length + 1)
}

function formsOf(html: string, url: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gis)].map(([, head, content]) => {
    const { action, method } = readAttributes(head!)
    const inputs = [...content!.matchAll(/<input\b([^>]*)>/gi)].map(([, text]) =>
      readAttributes(text!),
    )
    const named = inputs.filter(({ name }) => name !== undefined)
    const isSent = ({ type, checked }: Attributes) =>
      !['checkbox', 'radio'].includes(type ?? '') || checked !== undefined
    return {
      action: new URL(action || url, url).href,
      method: (method ?? 'get').toLowerCase(),
      fields: named
        .filter(isSent)
        .map(({ name, value, type }) => [name!, value ?? (type === 'checkbox' ? 'on' : '')]),
      names: new Set(named.map(({ name }) => name!)),
    }
  })
}

type Attributes = Record<string, string | undefined>

function readAttributes(text: string): Attributes {
  const found: Attributes = {}
  for (const [, name, value = ''] of text.matchAll(/([a-z-]+)(?:\s*=\s*"([^"]*)")?/gi)) {
    found[name!.toLowerCase()] = decode(value)
  }
  return found
}

function headingOf(html: string): string {
  return textOf(/<h1[^>]*>(.*?)<\/h1>/is.exec(html)?.[1] ?? '')
}

/** What a page says in its heading and in what it marks as failed. */
function wordsOf(html: string): string {
  const heading = /<h1[^>]*>(.*?)<\/h1>\s*(?:<p[^>]*>(.*?)<\/p>)?/is.exec(html)
  const failure =
    /<(\w+)[^>]*\b(?:class="[^"]*\bfail\b[^"]*"|role="alert")[^>]*>(.*?)<\/\1>/is.exec(html)
  const parts = [failure?.[2], heading?.[1], heading?.[2]]
  return parts.map((part) => textOf(part ?? '')).find((part) => part !== '') ?? ''
}

function textOf(html: string): string {
  return decode(html.replaceAll(/<wbr>/g, '').replaceAll(/<[^>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim()
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex as string, 16))
    return entities[name as string] ?? whole
  })
}
