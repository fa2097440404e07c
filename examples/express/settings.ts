import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'

/** What an example is told by its environment. */
export interface Settings {
  /** The lab's origin: what `./lab up` prints. */
  origin: string
  /** The lab's authorization server, an external one at its place, or the one of `LAB_ISSUER`. */
  issuer: string
  /** Where the program listens; the web server is told by `LAB_…_URL`. */
  port: number
}

/** Reads `LAB_ORIGIN`, `LAB_ISSUER` and `PORT`, and ends the program with a word if the first is missing. */
export function readSettings(env = process.env): Settings {
  const { LAB_ORIGIN: origin, PORT = '4000' } = env
  if (origin === undefined || URL.parse(origin)?.origin !== origin) {
    process.stderr.write('LAB_ORIGIN is missing: the origin that ./lab up prints\n')
    process.exit(1)
  }
  const issuer = env['LAB_ISSUER'] ?? `${origin}/authserver/oauth2`
  return { origin, issuer, port: Number(PORT) }
}

/** Listens behind the web server in plain HTTP, or by itself with `CERTIFICATE` and `KEY`, two PEM files. */
export function listen(app: RequestListener, port: number, env = process.env): Server {
  const { CERTIFICATE, KEY, HOST = '127.0.0.1' } = env
  const server =
    CERTIFICATE === undefined || KEY === undefined
      ? createServer(app)
      : createSecureServer({ cert: readFileSync(CERTIFICATE), key: readFileSync(KEY) }, app)
  process.once('SIGTERM', () => server.close())
  return server.listen(port, HOST, () => process.stdout.write(`listening on ${port}\n`))
}
