import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { splitSandbox } from '@oauth-lab/kit/http/sandbox-path.ts'
import { send } from './gateway/answer.ts'
import { ownAnswers } from './refusals.ts'

export interface StaticFile {
  folder: URL
  /** The path of the request. */
  path: string
  /** The path below a sandbox's base at which the folder stands. */
  prefix: string
  /** Whether each path but those below `assets/` is the folder's `index.html`. */
  pages: boolean
  /** The content policy. */
  policy: string
  /** Answers where there is no such file. */
  onMissing: () => void
  /** Is told why a file that is there can't be sent. */
  onFailure: (error: Error) => void
}

/** Answers with a file of a folder, or says that there is none. */
export function sendStatic(
  request: IncomingMessage,
  response: ServerResponse,
  { folder, path, prefix, pages, policy, onMissing, onFailure }: StaticFile,
): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return send(response, ownAnswers.notAllowed, 'file')
  }
  const below = splitSandbox(path).path.slice(prefix.length - 1)
  const file = pages && !below.startsWith('/assets/') ? '/' : below
  deliver(request, response, { folder, file, policy, onMissing }).catch((error: Error) => {
    // The peer has gone, and nothing is wrong here.
    if ((error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE') return
    onFailure(error)
    if (response.headersSent) response.destroy()
    else send(response, ownAnswers.failed)
  })
  return undefined
}

async function deliver(
  request: IncomingMessage,
  response: ServerResponse,
  {
    folder,
    file,
    policy,
    onMissing,
  }: Pick<StaticFile, 'folder' | 'policy' | 'onMissing'> & { file: string },
): Promise<void> {
  // Loaded with the first file: it knows a thousand types of content.
  const { default: sendFile } = await import('@fastify/send')
  const hashed = file.includes('/assets/')
  const found = await sendFile(request, file, {
    root: fileURLToPath(folder),
    index: file === '/' ? ['index.html'] : false,
    dotfiles: 'ignore',
    maxAge: hashed ? '1y' : 0,
    immutable: hashed,
  })
  if (found.type === 'error' && found.statusCode >= 500) throw found.metadata.error
  if (found.type !== 'file') {
    return found.statusCode === 416 ? send(response, ownAnswers.range) : onMissing()
  }
  const { 'Content-Type': type, ...headers } = found.headers
  response.writeHead(found.statusCode, {
    ...headers,
    // RFC 9239 §6.
    ...(type && { 'content-type': type.replace('application/javascript', 'text/javascript') }),
    'content-security-policy': policy,
  })
  await pipeline(found.stream, response)
}
