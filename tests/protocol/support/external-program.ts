import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExternalRoles } from '@oauth-lab/embedded/embedded-options.ts'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import { findFreePort } from '../../../package/free-port.ts'
import { startExample } from './example.ts'

/** A lab with a program of `examples/express` in a role's place. */
export async function openExample(role: keyof ExternalRoles, example: string) {
  const port = await findFreePort()
  const lab = await startLab({ externalRoles: { [role]: `http://127.0.0.1:${port}` } })
  const { origin, ca } = lab
  const program = await startExample(`express/${example}`, { origin, ca, port }).catch(
    async (error: unknown) => {
      await lab.stop()
      throw error
    },
  )
  return {
    lab,
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]()
      await lab.stop()
    },
  }
}

/** The same with a program of the test's own. */
export async function openProgram(
  role: keyof ExternalRoles,
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
) {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const lab = await startLab({ externalRoles: { [role]: `http://127.0.0.1:${port}` } })
  const end = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    lab,
    end,
    async [Symbol.asyncDispose]() {
      await lab.stop()
      if (server.listening) await end()
    },
  }
}
