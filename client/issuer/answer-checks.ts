import type { FastifyRequest } from 'fastify'
import { Refusal } from '@oauth-lab/kit/checks.ts'
import { check } from '../checks.ts'

/** What openid-client verifies of a server's answers. */
const checks = {
  'authorization response': 'authorization-response.valid',
  'token response': 'token-response.valid',
  'ID token': 'id-token.valid',
} as const
export type AnswerPart = keyof typeof checks

/** Records that openid-client accepted these parts. */
export function accepted(request: FastifyRequest, ...parts: AnswerPart[]): void {
  for (const part of parts) verdict(request, part, true)
}

/** The refusal of a part that openid-client did not accept. @param detail what it found */
export function refused(request: FastifyRequest, part: AnswerPart, detail: string): Refusal {
  try {
    verdict(request, part, false, `Found: ${detail}.`)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error(`The check ${checks[part]} does not refuse.`)
}

function verdict(request: FastifyRequest, part: AnswerPart, holds: boolean, detail?: string): void {
  check(request, checks[part], holds, detail)
}
