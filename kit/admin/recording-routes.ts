import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { harEntryOf } from '../recording/har-entry.ts'
import { RecordingSettingsDocument } from '../recording/recording-settings.ts'
import type { RecordingSettings, RolePart } from '../recording/recording-part.ts'
import type { Sandboxes } from '../sandboxes.ts'
import { readDocument } from './read-document.ts'

/** How long a question may wait for an answer, seconds. */
const longest = 30

const Question = z.strictObject({
  secrets: z.literal('true').describe('what is recorded holds secrets; control hides them'),
  instance: z.string().optional().describe('the recorder that the number is of'),
  after: z.coerce.number().min(0).default(0).describe('the number of the last known entry'),
  wakes: z.coerce.number().min(0).default(0).describe('how often what is held had changed'),
  wait: z.coerce
    .number()
    .min(0)
    .max(longest)
    .default(0)
    .describe('seconds to wait for one where there is none'),
})

/** A role's own part of a sandbox's recording: read, wait, empty, and how much is recorded. */
export function recordingRoutes(
  api: FastifyInstance,
  { role, sandboxes }: { role: string; sandboxes: Sandboxes },
): void {
  const stopping = new AbortController()
  api.addHook('preClose', (done) => {
    stopping.abort()
    done()
  })
  api.get('/recording', { schema: { querystring: Question } }, async ({ sandbox, query }) => {
    const { recorder } = sandbox
    const { instance, after, wakes, wait } = readDocument(Question, query)
    const since = instance === recorder.instance ? after : 0
    const isKnown = recorder.after(since).length === 0 && recorder.wakes() === wakes
    if (wait > 0 && isKnown) await recorder.next(wait * 1000, stopping.signal)
    const places = recorder.after(since)
    return {
      instance: recorder.instance,
      last: places.at(-1)?.number ?? since,
      dropped: recorder.dropped(),
      entries: places.map((place) => harEntryOf(role, sandbox.id, place)),
      held: sandbox.interventions?.held() ?? [],
      wakes: recorder.wakes(),
    } satisfies RolePart
  })
  api.delete('/recording', ({ sandbox }, reply) => {
    sandbox.recorder.clear()
    return reply.code(204).send()
  })
  api.get('/recording/settings', ({ sandbox }): RecordingSettings => ({
    mode: sandbox.settings().recording,
  }))
  api.put(
    '/recording/settings',
    { schema: { body: RecordingSettingsDocument } },
    async ({ sandbox, body }): Promise<RecordingSettings> => {
      const { mode } = readDocument(RecordingSettingsDocument, body)
      await sandboxes.put(sandbox.id, { recording: mode })
      return { mode }
    },
  )
}
