import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'

/**
 * Has a server listen on the same port of each address. The first has to be there, another may be
 * missing, as `::1` is on a machine without IPv6. A port that somebody else has on one of them is not
 * free: whoever comes by a name would meet either of the two.
 * @param port 0: one that is free on all of them
 * @returns the port, and what listens besides the server itself
 */
export async function listenOnAll(
  server: Server,
  port: number,
  addresses: readonly [string, ...string[]],
): Promise<{ port: number; others: Server[] }> {
  const [first, ...more] = addresses
  const bound = await listen(server, port, first)
  const others: Server[] = []
  try {
    for (const address of more) {
      const other = createServer({ noDelay: true }, (socket) => server.emit('connection', socket))
      const found = await listen(other, bound, address).catch(undefinedIfMissing)
      if (found !== undefined) others.push(other)
    }
    return { port: bound, others }
  } catch (error) {
    for (const one of [server, ...others]) await new Promise((done) => one.close(done))
    if (port !== 0 || codeOf(error) !== 'EADDRINUSE') throw error
    return listenOnAll(server, port, addresses)
  }
}

function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function undefinedIfMissing(error: unknown): undefined {
  if (['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(error) ?? '')) return undefined
  throw error
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
