import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:tls'
import type { SecureVersion, TLSSocket } from 'node:tls'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { openCertificates } from '@oauth-lab/kit/certificate-folder.ts'
import { ask, askPlainly } from '../ask.ts'
import type { WebServer } from '../open-web-server.ts'
import type { Used } from '../used.ts'

export function transportTests(used: Used): void {
  test('TLS 1.2 and 1.3 are spoken, 1.1 is refused', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await shake(used.webServer, version)
      equal(socket.getProtocol(), version)
      socket.destroy()
    }
    await rejects(shake(used.webServer, 'TLSv1.1'), /protocol version/)
  })

  test('TLS 1.2 has the cipher suites that RFC 9325 recommends, and no other', async () => {
    for (const suite of ['AES128-GCM-SHA256', 'AES256-GCM-SHA384']) {
      const socket = await shake(used.webServer, 'TLSv1.2', [], offered(suite))
      equal(socket.getCipher().name.split('-').slice(2).join('-'), suite)
      socket.destroy()
    }
    for (const suite of ['AES128-SHA256', 'AES256-SHA', 'CHACHA20-POLY1305']) {
      await rejects(shake(used.webServer, 'TLSv1.2', [], offered(suite)), /handshake failure/)
    }
  })

  test('a client without the root refuses the certificate', async () => {
    const { root: foreign } = await openCertificates('webserver')
    await rejects(
      ask({ ...used.webServer, ca: foreign.certificate }, '/'),
      /unable to verify|signature failure|self-signed/,
    )
  })

  test('the protocols are offered that the web server speaks', async () => {
    const spoken: string[] = []
    for (const protocol of ['h2', 'http/1.1']) {
      const socket = await shake(used.webServer, 'TLSv1.3', [protocol]).catch(() => undefined)
      if (socket?.alpnProtocol === protocol) spoken.push(protocol)
      socket?.destroy()
    }
    deepEqual(spoken, used.differs.protocols)
  })

  test('over HTTP/2 the same holds: routes, odd paths, other hosts', async (context) => {
    if (!used.differs.protocols.some((one) => one === 'h2')) {
      return context.skip('this web server speaks HTTP/1.1 only')
    }
    const { host } = new URL(used.webServer.origin)
    const get = (path: string, authority = host) =>
      askHttp2(used.webServer, { ':path': path, ':authority': authority })
    const answer = await get('/~k3f9/authserver/oauth2/jwks?a=b')
    const { target, headers } = JSON.parse(answer.text) as { target: string; headers: object }
    equal(target, '/~k3f9/authserver/oauth2/jwks?a=b')
    equal((headers as Record<string, string>)['x-forwarded-host'], host)
    equal((headers as Record<string, string>)['host'], host)
    equal((await get('/authserver/../control/')).status, 400)
    equal((await get('//authserver/')).status, 400)
    equal((await get('/authserver/', 'evil.example')).status, 421)
    equal((await get('/client/')).status, 502)
    equal((await get('/assets/tokens.css')).status, 200)
    const large = { ':path': '/authserver/', ':authority': host, cookie: 'c'.repeat(28 * 1024) }
    equal((await askHttp2(used.webServer, large)).status, 200)
    return undefined
  })

  test('plain HTTP leads to the origin by 308, path and query kept', async (context) => {
    if (!used.differs.redirectsPlainHttp) return context.skip('this web server has one port')
    const { webServer } = used
    for (const host of ['webserver', 'localhost', 'evil.example']) {
      const { status, headers } = await askPlainly(webServer.plainPort!, '/client/?a=b', host)
      deepEqual([status, headers.location], [308, `${webServer.origin}/client/?a=b`])
      match(String(headers['x-request-id']), /^[0-9a-f]{8}$/)
    }
    const there = await askPlainly(webServer.port, '/a?b', 'webserver')
    deepEqual([there.status, there.headers.location], [308, `${webServer.origin}/a?b`])
    match(String(there.headers['x-request-id']), /^[0-9a-f]{8}$/)
    const odd = await askPlainly(webServer.plainPort!, '//evil.example/', 'webserver')
    equal(new URL(odd.headers.location!).host, new URL(webServer.origin).host)
    return undefined
  })

  test('a new certificate is taken while the web server serves', async () => {
    const { certificate } = await used.webServer.renew()
    const wanted = new X509Certificate(certificate).fingerprint256
    for (let attempt = 1; ; attempt++) {
      const socket = await shake(used.webServer, 'TLSv1.3')
      const { fingerprint256 } = socket.getPeerCertificate()
      socket.destroy()
      if (fingerprint256 === wanted) break
      if (attempt === 500) throw new Error('the old certificate is still shown')
      await turn()
    }
    equal((await ask(used.webServer, '/authserver/')).status, 200)
  })
}

function shake(
  webServer: WebServer,
  version: SecureVersion,
  protocols: string[] = [],
  ciphers?: string,
): Promise<TLSSocket> {
  const { hostname } = new URL(webServer.origin)
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port: webServer.port,
      servername: hostname,
      ca: webServer.ca,
      minVersion: version,
      maxVersion: version,
      ...(ciphers !== undefined && { ciphers }),
      // OpenSSL itself would not offer TLS 1.1.
      ...(version === 'TLSv1.1' && { ciphers: 'DEFAULT@SECLEVEL=0' }),
      ...(protocols.length > 0 && { ALPNProtocols: protocols }),
    })
    socket.once('secureConnect', () => resolve(socket)).once('error', reject)
  })
}

/** A cipher suite with either kind of key (RFC 8422 §5.1). */
function offered(suite: string): string {
  return `ECDHE-ECDSA-${suite}:ECDHE-RSA-${suite}`
}

async function askHttp2(
  webServer: WebServer,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const { hostname } = new URL(webServer.origin)
  const session = connectHttp2(webServer.origin, {
    ca: webServer.ca,
    createConnection: () =>
      connect({
        host: '127.0.0.1',
        port: webServer.port,
        servername: hostname,
        ca: webServer.ca,
        ALPNProtocols: ['h2'],
      }),
  })
  try {
    const stream = session.request(headers).setEncoding('utf8')
    let status = 0
    stream.on('response', (fields) => (status = Number(fields[':status'])))
    let text = ''
    for await (const part of stream as AsyncIterable<string>) text += part
    return { status, text }
  } finally {
    session.close()
  }
}
