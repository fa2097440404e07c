import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import send from '@fastify/send'
import { splitSandbox } from '@oauth-lab/kit/http/sandbox-path.ts'
import { staticPolicy } from './static-policy.ts'

/** Answers with a file of `folder`; `prefix` is the path at which the folder stands. */
export function sendStatic(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  prefix: string,
): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end()
    return
  }
  const { path } = splitSandbox(request.url ?? '/')
  const file = path.split('?', 1)[0]!.slice(prefix.length - 1)
  deliver(request, response, folder, file).catch((error: Error) => response.destroy(error))
}

async function deliver(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  file: string,
): Promise<void> {
  const hashed = file.includes('/assets/')
  const found = await send(request, file, {
    root: folder,
    index: ['index.html'],
    dotfiles: 'deny',
    maxAge: hashed ? '1y' : 0,
    immutable: hashed,
  })
  if (found.type === 'error') {
    response
      .writeHead(found.statusCode, { 'content-type': 'text/plain' })
      .end('Nothing is served at this path.\n')
    return
  }
  response.writeHead(found.statusCode, {
    ...found.headers,
    'content-security-policy': staticPolicy,
  })
  await pipeline(found.stream, response)
}
