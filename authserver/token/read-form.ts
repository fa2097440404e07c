import type { FastifyRequest } from 'fastify'
import { repeated } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'

/**
 * The form of a request: form-encoded, each parameter once (RFC 6749 §3.2).
 * @param repeatable fields of our own pages that stand for lists
 */
export function requireForm(request: FastifyRequest, repeatable: string[] = []): Parameters {
  const form = requireFormBody(request)
  const twice = repeated(form).filter((name) => !repeatable.includes(name))
  requireThat(
    request,
    'request.parameters-once',
    twice.length === 0,
    `Sent more than once: ${twice.join(', ')}.`,
  )
  return form
}

/** The form as it came; what is repeated in it is for the caller to judge. */
export function requireFormBody(request: FastifyRequest): Parameters {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  requireThat(request, 'request.form', type === 'application/x-www-form-urlencoded')
  return (request.body ?? {}) as Parameters
}
