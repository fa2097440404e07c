import type { Answer } from './observation.ts'

// Sent into containers as text (see probe-program.ts): uses nothing from outside of itself.

/** One request, certificates verified, redirects not followed. Never rejects. */
export function ask(
  url: string,
  options: {
    ca: string[]
    /** Connections to `host` go to this address. */
    address?: string | undefined
    host: string
    timeout: number
    method?: string
    headers?: Record<string, string>
  },
): Promise<Answer> {
  const { ca, address, host, timeout, method = 'GET', headers = {} } = options
  const { request: requestPlain } = process.getBuiltinModule('node:http')
  const { request: requestSecure } = process.getBuiltinModule('node:https')
  const { lookup: resolve, isIP } = {
    ...process.getBuiltinModule('node:dns'),
    ...process.getBuiltinModule('node:net'),
  }
  const answer: Answer = { url, sentAt: Date.now(), receivedAt: 0, headers: {}, body: '' }
  const lookup = ((name: string, wanted: { all?: boolean }, found: (...all: unknown[]) => void) => {
    if (address === undefined || name !== host) {
      resolve(name, wanted, found as never)
      return
    }
    const family = isIP(address)
    if (wanted.all) found(null, [{ address, family }])
    else found(null, address, family)
  }) as never
  return new Promise((done) => {
    const end = (more: Partial<Answer>) => done({ ...answer, receivedAt: Date.now(), ...more })
    const fail = (error: NodeJS.ErrnoException) => end({ error: error.code ?? error.message })
    try {
      const send = url.startsWith('https:') ? requestSecure : requestPlain
      const signal = AbortSignal.timeout(timeout)
      const message = send(url, { method, headers, ca, lookup, signal, agent: false })
      message.once('error', fail)
      message.once('response', (response) => {
        const status = response.statusCode ?? 0
        const receivedAt = Date.now()
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          if (body.length < 1_000_000) body += chunk
        })
        response.once('error', fail)
        response.once('end', () => end({ status, headers: response.headers, body, receivedAt }))
      })
      message.end()
    } catch (error) {
      fail(error as NodeJS.ErrnoException)
    }
  })
}
