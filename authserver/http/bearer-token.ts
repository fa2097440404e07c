import type { FastifyRequest } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'

/** The bearer token of a request: in the header or, for a form, in its body (RFC 6750 §2.1, §2.2). */
export function requireBearerToken(request: FastifyRequest): string {
  const query = (request.query ?? {}) as Parameters
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const form = (isForm ? request.body : undefined) as Parameters | undefined
  const header = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(request.headers.authorization ?? '')?.[1]
  const body = form?.['access_token']
  const once = !(header !== undefined && body !== undefined) && !Array.isArray(body)
  requireThat(request, 'bearer.one-method', once && query['access_token'] === undefined)
  const token = header ?? (form && parameter(form, 'access_token'))
  requireThat(request, 'bearer.present', token !== undefined)
  return token
}
