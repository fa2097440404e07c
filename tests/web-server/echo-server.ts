import { createServer } from 'node:http'
import type { ExternalPrograms } from '@oauth-lab/control/external/external-routes.ts'
import { findRoute } from '@oauth-lab/webserver/find-route.ts'
import { createEcho } from './echo.ts'
import { listenEcho } from './listen-echo.ts'
import type { EchoListener } from './listen-echo.ts'
import { openHandOn } from './open-hand-on.ts'

/** What the container of the roles is told. */
export interface Cast {
  listeners: EchoListener[]
  /** What control hands on. */
  programs: Omit<ExternalPrograms, 'timeout'>
  /** Where control listens. */
  port: number
}

// The program of a container: the environment's CAST says as whom to listen.
const { listeners, programs, port } = JSON.parse(process.env['CAST']!) as Cast
for (const listener of listeners) await listenEcho(listener, '0.0.0.0')
const handOn = await openHandOn(programs, (line) => process.stdout.write(line))
const echo = createEcho('control')
const control = createServer({ maxHeaderSize: 48 * 1024 }, (request, response) => {
  const found = findRoute(request.url!.split('?', 1)[0]!)
  const isEchoed =
    typeof found !== 'object' || !('role' in found.route) || found.route.role === 'control'
  return isEchoed ? echo(request, response) : handOn.handle(request, response)
})
control.listen(port, '0.0.0.0', () => process.stdout.write('ready\n'))
process.once('SIGTERM', () => process.exit())
