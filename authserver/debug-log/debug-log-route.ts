import type { FastifyInstance } from 'fastify'
import { DebugLogDocument, DebugLogState } from '@oauth-lab/kit/admin/debug-log-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Sandboxes } from '@oauth-lab/kit/sandboxes.ts'

/** The sandbox's debug log: on for a while, and off by itself. */
export function debugLogRoute(api: FastifyInstance, sandboxes: Sandboxes): void {
  const response = { 200: DebugLogState }
  api.get('/debug-log', { schema: { response } }, ({ sandbox }) => stateOf(sandbox))
  api.put(
    '/debug-log',
    { schema: { body: DebugLogDocument, response } },
    async ({ sandbox, body }) => {
      const { seconds } = readDocument(DebugLogDocument, body)
      const debugUntil = seconds === 0 ? null : Date.now() + seconds * 1000
      return stateOf(await sandboxes.put(sandbox.id, { debugUntil }))
    },
  )
}

function stateOf(sandbox: Sandbox): DebugLogState {
  const { debugUntil } = sandbox.settings()
  const isOn = debugUntil !== null && debugUntil > Date.now()
  return { until: isOn ? new Date(debugUntil).toISOString() : null }
}
