import type { PeerCertificate } from 'node:tls'
import type { Connection } from './observation.ts'

// Sent into containers as text (see probe-program.ts): uses nothing from outside of itself.

/**
 * Connects, and verifies the peer against these roots and the host's name. The chain is read as
 * soon as the handshake is done, so that a refused one can be described. Nothing is sent.
 */
export function openConnection(options: {
  host: string
  port: number
  secure: boolean
  ca: string[]
  address?: string | undefined
  timeout: number
}): Promise<Connection> {
  const { host, port, secure, ca, address = host, timeout } = options
  const { connect, isIP } = process.getBuiltinModule('node:net')
  const tls = process.getBuiltinModule('node:tls')
  return new Promise((resolve) => {
    const chain: string[] = []
    let connected = false
    const socket = connect({ host: address, port })
    const end = (connection: Connection) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(connection)
    }
    const fail = (code: string) => {
      if (!connected) end({ state: 'closed', code })
      else if (chain.length > 0) end({ state: 'untrusted', code, chain })
      else end({ state: 'no-tls', code })
    }
    const timer = setTimeout(() => fail('ETIMEDOUT'), timeout)
    const onError = (error: NodeJS.ErrnoException) => fail(error.code ?? error.message)
    socket.once('error', onError)
    socket.once('connect', () => {
      connected = true
      if (!secure) {
        end({ state: 'plain' })
        return
      }
      // An address is no server name (RFC 6066 §3).
      const name = isIP(host) === 0 ? { servername: host } : { host }
      const session = tls.connect({ socket, ca, ...name })
      session.on('error', onError)
      session.once('close', () => fail('ECONNRESET'))
      session.prependOnceListener('secure', () => {
        let one: PeerCertificate | undefined = session.getPeerCertificate(true)
        while (one?.raw !== undefined && chain.length < 10) {
          const lines = one.raw.toString('base64').replace(/.{64}(?=.)/g, '$&\n')
          chain.push(`-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`)
          const { issuerCertificate } = one as { issuerCertificate?: PeerCertificate }
          one = issuerCertificate === one ? undefined : issuerCertificate
        }
      })
      session.once('secureConnect', () => {
        end({ state: 'secure', protocol: session.getProtocol() ?? 'TLS', chain })
      })
    })
  })
}
