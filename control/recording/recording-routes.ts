import { once } from 'node:events'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { NextExchange, RecordingHar } from '@oauth-lab/kit/admin/recording-document.ts'
import { RecordingSettingsDocument } from '@oauth-lab/kit/recording/recording-settings.ts'
import type { RecordingSettings } from '@oauth-lab/kit/recording/recording-settings.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { ControlContext } from '../context.ts'
import type { Cursor } from './collect.ts'
import { RecordingFilter } from '@oauth-lab/kit/admin/recording-filter.ts'

/** A line that keeps a quiet connection open, milliseconds of real time. */
const heartbeat = 15_000

const Page = RecordingFilter.extend({
  newest: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('looks at so many of the newest exchanges alone'),
  until: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('looks at what began before it alone; real time'),
})
const Waiting = RecordingFilter.extend({
  timeout: z.coerce.number().min(0).max(60).default(30).describe('seconds of real time'),
  after: z.string().optional().describe('the cursor of the last answer'),
})
const Streaming = RecordingFilter.extend({
  after: z.string().optional().describe('as Last-Event-ID, which counts before it'),
})

/** How the description of the API tells of events. */
const eventsOf = {
  description: 'Events `exchange` with an entry and `held` with a list of held messages.',
  content: { 'text/event-stream': { schema: { type: 'string' } } },
}

/** The recording of a sandbox, all roles as one: read, followed, waited for, emptied. */
export function recordingRoutes(api: FastifyInstance, { roles, sandboxes }: ControlContext): void {
  const readers = new Set<AbortController>()
  api.addHook('preClose', (done) => {
    for (const reader of readers) reader.abort()
    done()
  })
  const openReader = ({ raw }: FastifyReply) => {
    const reader = new AbortController()
    readers.add(reader)
    raw.once('close', () => {
      readers.delete(reader)
      reader.abort()
    })
    return reader
  }

  api.get(
    '/recording',
    { schema: { querystring: Page, response: { 200: RecordingHar } } },
    async ({ sandbox, query }): Promise<RecordingHar> => {
      const { newest, until, ...filter } = readDocument(Page, query)
      const { collect, createShow, readFilter, select, toHar } = await import('./read-recording.ts')
      const wanted = await readFilter(roles, sandbox, filter)
      const before = until === undefined ? undefined : Date.parse(until)
      const { entries, dropped, cursor } = await collect(roles, sandbox, { newest, until: before })
      const place = { dropped, cursor: writeCursor(cursor) }
      return toHar(select(entries, wanted), place, createShow(filter))
    },
  )

  api.delete('/recording', { schema: { response: { 204: Done } } }, async ({ sandbox }, reply) => {
    sandbox.recorder.clear()
    await roles.each((role) => roles.callEach(sandbox, role, 'DELETE', 'recording'))
    return reply.code(204).send()
  })

  const response = { 200: RecordingSettingsDocument }
  api.get(
    '/recording/settings',
    { schema: { response } },
    async ({ sandbox }): Promise<RecordingSettings> => {
      const all = await roles.each((role) =>
        roles.call<RecordingSettings>(sandbox, role, 'GET', 'recording/settings'),
      )
      return Object.values(all)[0] ?? { mode: sandbox.settings().recording }
    },
  )

  api.put(
    '/recording/settings',
    { schema: { body: RecordingSettingsDocument, response } },
    async ({ sandbox, body }): Promise<RecordingSettings> => {
      const settings = readDocument(RecordingSettingsDocument, body)
      // Control records what external programs are asked.
      await sandboxes.put(sandbox.id, { recording: settings.mode })
      await roles.each((role) => roles.call(sandbox, role, 'PUT', 'recording/settings', settings))
      return settings
    },
  )

  const waited = { 200: NextExchange, 204: z.null().describe('None came in time.') }
  api.get(
    '/recording/wait',
    { schema: { querystring: Waiting, response: waited } },
    async (request, reply) => {
      const { sandbox, query } = request
      const { timeout, after, ...filter } = readDocument(Waiting, query)
      const { createShow, follow, readFilter } = await import('./read-recording.ts')
      const wanted = await readFilter(roles, sandbox, filter)
      const reader = openReader(reply)
      const timer = setTimeout(() => reader.abort(), timeout * 1000)
      try {
        for await (const followed of follow(
          { roles, sandbox },
          wanted,
          readCursor(after),
          reader.signal,
        )) {
          if ('held' in followed) continue
          const { told, cursor } = followed
          return { cursor: writeCursor(cursor), entry: createShow(filter)([told])[0] }
        }
        return await reply.code(204).send()
      } finally {
        clearTimeout(timer)
      }
    },
  )

  const followed = { 200: eventsOf }
  api.get(
    '/recording/stream',
    { schema: { querystring: Streaming, response: followed } },
    async (request, reply) => {
      const { after, ...filter } = readDocument(Streaming, request.query)
      const from = readCursor(lastEventOf(request) ?? after)
      const { createShow, follow, readFilter } = await import('./read-recording.ts')
      const { sandbox } = request
      const wanted = await readFilter(roles, sandbox, filter)
      const reader = openReader(reply)
      reply.hijack()
      const { raw } = reply
      /** A reader who is slow is waited for. */
      const write = async (text: string) => {
        if (!raw.write(text)) await once(raw, 'drain', reader).catch(() => undefined)
      }
      const show = createShow(filter)
      raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        // nginx would keep it until there is enough.
        'x-accel-buffering': 'no',
        'x-request-id': request.id,
      })
      raw.write(': the recording as it grows\n\n')
      const beating = setInterval(() => raw.write(':\n\n'), heartbeat)
      try {
        for await (const followed of follow({ roles, sandbox }, wanted, from, reader.signal)) {
          if ('held' in followed) {
            await write(`event: held\ndata: ${JSON.stringify(followed.held)}\n\n`)
            continue
          }
          const { told, cursor } = followed
          const [entry] = show([told])
          const id = writeCursor(cursor)
          await write(`id: ${id}\nevent: exchange\ndata: ${JSON.stringify(entry)}\n\n`)
        }
      } catch (error) {
        request.log.error({ request: request.id, err: error })
      } finally {
        clearInterval(beating)
        raw.end()
      }
    },
  )
}

function lastEventOf({ headers }: FastifyRequest): string | undefined {
  const said = headers['last-event-id']
  return typeof said === 'string' && said !== '' ? said : undefined
}

const CursorDocument = z.partialRecord(z.enum(managedRoles), z.record(z.string(), z.number()))

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

function readCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined
  try {
    return CursorDocument.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  } catch {
    const description = 'This is no place in a recording: take the one that the last answer gave.'
    throw new AdminError(400, 'invalid_cursor', description)
  }
}
