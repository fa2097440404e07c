import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AuditPage, AuditQuestion } from '../admin/audit-document.ts'
import { readDocument } from '../admin/read-document.ts'
import { outcomeOf } from '../metrics/count-request.ts'
import type { AuditLog } from './audit-log.ts'
import type { AuditDatabase } from './audit-table.ts'
import { findEntries } from './find-entries.ts'

/** Takes refusals up once their answer has left. */
export function auditRefusals(app: FastifyInstance, audit: AuditLog): void {
  app.decorateRequest('audited', undefined)
  app.addHook('onResponse', (request, reply, done) => {
    const refused =
      request.checks.some(({ outcome }) => outcome === 'failed') &&
      outcomeOf(request, reply) === 'refused'
    if (refused) audit.refuse(request, reply.statusCode)
    done()
  })
  app.addHook('preClose', () => audit.flush())
}

/** Writes down every change that an administrator makes by the management API, and `GET audit-log`. */
export function auditRoutes(api: FastifyInstance, db: AuditDatabase, audit: AuditLog): void {
  api.addHook('preHandler', async (request) => {
    if (isOfAll(request)) await audit.flush()
  })
  api.addHook('onSend', async (request, reply, payload) => {
    const who = administratorOf(request)
    const { dry = false } = request.routeOptions.config
    const isTrial = dry || request.audited === null
    const changes = !isTrial && !['GET', 'HEAD', 'OPTIONS'].includes(request.method)
    if (changes && reply.statusCode < 300 && who !== '' && !isOfSandboxes(request)) {
      await audit.change(request, who, reply.statusCode)
    }
    return payload
  })
  api.get(
    '/audit-log',
    { schema: { querystring: AuditQuestion, response: { 200: AuditPage } } },
    async ({ sandbox, query }) => {
      const question = readDocument(AuditQuestion, query)
      await audit.flush()
      return findEntries(db, sandbox, question)
    },
  )
}

/** Control says for whom it calls; what it does by itself is nobody's. */
function administratorOf({ administrator, headers }: FastifyRequest): string {
  if (administrator !== 'control') return administrator
  const told = headers['lab-administrator']
  return typeof told === 'string' ? decodeURIComponent(told) : ''
}

/** A sandbox begins with an empty log, a deleted one has none, and a restored one has what was saved. */
function isOfSandboxes({ routeOptions }: FastifyRequest): boolean {
  return /\/(?:sandboxes\/:id|bootstrap|snapshot)$/.test(routeOptions.url ?? '')
}

/** What happened before belongs to the snapshot, and is no part of what comes after. */
function isOfAll({ routeOptions }: FastifyRequest): boolean {
  return /\/(?:snapshot|reset)$/.test(routeOptions.url ?? '')
}
