import { listenEcho } from './listen-echo.ts'
import type { EchoListener } from './listen-echo.ts'

// The program of a container: the environment's ECHO says as whom to listen.
const listeners = JSON.parse(process.env['ECHO'] ?? '[]') as EchoListener[]
for (const listener of listeners) await listenEcho(listener, '0.0.0.0')
process.once('SIGTERM', () => process.exit())
process.stdout.write('ready\n')
