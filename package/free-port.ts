import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that systems give to whoever asks for any: those begin at 32768 on Linux, and at 49152 elsewhere. */
const range = [20_000, 32_000] as const

/** How many ports are tried. */
const most = 100

/**
 * A port on which nobody listens on this machine's loopback address at the moment. No program gets it by chance
 * before it is used: the system does not give it to one that asks for any.
 */
export async function findFreePort(): Promise<number> {
  for (let tried = 0; tried < most; tried += 1) {
    const port = randomInt(...range)
    if (await isFree(port)) return port
  }
  throw new Error(`none of ${most} ports from ${range[0]} to ${range[1]} is free`)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  const listening = once(server, 'listening').then(
    () => true,
    () => false,
  )
  if (!(await listening)) return false
  server.close()
  await once(server, 'close')
  return true
}
