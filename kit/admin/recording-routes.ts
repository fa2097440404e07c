import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { readPart } from '../recording/read-part.ts'
import { RecordingSettingsDocument } from '../recording/recording-settings.ts'
import type { RecordingSettings } from '../recording/recording-settings.ts'
import type { Sandboxes } from '../sandboxes.ts'
import type { ManagedRole } from './managed-roles.ts'
import { Done } from './etag.ts'
import { readDocument } from './read-document.ts'
import { RolePart } from './recording-document.ts'

/** How long a question may wait for an answer, seconds. */
const longest = 30

const Known = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' })
      return z.NEVER
    }
  })
  .pipe(
    z.record(
      z.string(),
      z.strictObject({
        after: z.number().min(0).describe('the number of the last known entry'),
        wakes: z.int().min(0).describe('how often what is held had changed'),
      }),
    ),
  )

const Question = z.strictObject({
  secrets: z.literal('true').describe('what is recorded holds secrets; control hides them'),
  known: Known.default({}).describe('what is known of each process, JSON: { after, wakes }'),
  wait: z.coerce
    .number()
    .min(0)
    .max(longest)
    .default(0)
    .describe('seconds to wait for one where there is none'),
  newest: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('only so many of the newest, besides what came after what is known'),
  until: z.coerce
    .number()
    .optional()
    .describe('only what began before it: real time, milliseconds since 1970'),
})

/** A role's own part of a sandbox's recording: read, wait, empty, and how much is recorded. */
export function recordingRoutes(
  api: FastifyInstance,
  { role, sandboxes }: { role: ManagedRole; sandboxes: Sandboxes },
): void {
  const stopping = new AbortController()
  api.addHook('preClose', (done) => {
    stopping.abort()
    done()
  })
  api.get(
    '/recording',
    { schema: { querystring: Question, response: { 200: RolePart } } },
    ({ sandbox, query }) =>
      readPart({ role, sandbox }, readDocument(Question, query), stopping.signal),
  )
  api.delete('/recording', { schema: { response: { 204: Done } } }, ({ sandbox }, reply) => {
    sandbox.recorder.clear()
    return reply.code(204).send()
  })
  const response = { 200: RecordingSettingsDocument }
  api.get('/recording/settings', { schema: { response } }, ({ sandbox }): RecordingSettings => ({
    mode: sandbox.settings().recording,
  }))
  api.put(
    '/recording/settings',
    { schema: { body: RecordingSettingsDocument, response } },
    async ({ sandbox, body }): Promise<RecordingSettings> => {
      const { mode } = readDocument(RecordingSettingsDocument, body)
      await sandboxes.put(sandbox.id, { recording: mode })
      return { mode }
    },
  )
}
