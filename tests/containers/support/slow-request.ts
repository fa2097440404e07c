import { once } from 'node:events'
import { connect } from 'node:tls'
import type { ComposeLab } from './compose-lab.ts'

/** A request of which the web server has the head, and not yet the end of the body. */
export interface SlowRequest {
  /** Sends the rest, and reads what comes back until the connection ends. */
  finish(): Promise<string>
}

/**
 * Begins a POST of a form through the web server. The web server has said that it reads on (RFC
 * 9110 §10.1.1). So the request is under way for as long as it has to be.
 */
export async function beginThroughWebServer(
  lab: ComposeLab,
  path: string,
  { form, authorization }: { form: Record<string, string>; authorization: string },
): Promise<SlowRequest> {
  const { hostname, host, port } = new URL(lab.origin)
  const socket = connect({
    host: lab.address,
    port: Number(port),
    servername: hostname,
    ca: lab.ca,
  })
  await once(socket, 'secureConnect')
  const body = new URLSearchParams(form).toString()
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
    `Authorization: ${authorization}`,
    'Expect: 100-continue',
    'Connection: close',
  ].join('\r\n')
  socket.setEncoding('latin1')
  const written: string[] = []
  socket.on('data', (part: string) => written.push(part))
  const ended = once(socket, 'close')
  const first = once(socket, 'data')
  socket.write(`${head}\r\n\r\n${body.slice(0, -1)}`)
  await first
  const interim = written.splice(0).join('')
  if (!/^HTTP\/1\.1 100 [^]*\r\n\r\n$/.test(interim)) throw new Error(interim)
  return {
    async finish() {
      socket.write(body.slice(-1))
      await ended
      return written.join('')
    },
  }
}
