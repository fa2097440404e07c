import { z } from 'zod'
import { labTime, listQuestion, pageOf } from '@oauth-lab/kit/admin/list-document.ts'

const state = z.enum(['live', 'expired'])
const configuration = z.string().describe('id of the client configuration')

export const ClientSessionQuestion = listQuestion(
  {
    state: state.optional(),
    configuration: z.string().min(1).optional(),
    search: z.string().min(1).optional().describe('a part of name, subject or issuer'),
  },
  ['expires', 'received', 'name'],
)
export type ClientSessionQuestion = z.output<typeof ClientSessionQuestion>

/** Who is signed in at the web page in one browser, and the tokens that the page keeps for it. */
export const ClientSession = z.strictObject({
  id: z.string().describe('hash of the cookie; it is no credential'),
  state,
  name: z.string(),
  subject: z.string().describe('`sub` of the ID token; empty where none came'),
  issuer: z.string(),
  configuration,
  scope: z.string(),
  receivedAt: labTime.describe('of the tokens'),
  expiresAt: labTime.describe('of the session'),
  refreshable: z.boolean().describe('whether it has a refresh token'),
  refreshes: z.int(),
})
export type ClientSession = z.output<typeof ClientSession>

export const ClientSessionPage = pageOf(ClientSession)
export type ClientSessionPage = z.output<typeof ClientSessionPage>

const kind = z.enum(['access', 'refresh', 'id'])

export const HeldTokenQuestion = listQuestion(
  {
    kind: kind.optional(),
    of: z.enum(['session', 'machine']).optional().describe('for whom the client got it'),
    session: z.string().min(1).optional().describe('id of the session'),
    configuration: z.string().min(1).optional(),
    search: z.string().min(1).optional().describe('a part of issuer, scope or subject'),
  },
  ['received', 'expires'],
)
export type HeldTokenQuestion = z.output<typeof HeldTokenQuestion>

/** A token that the client keeps; what it is, never the token itself. */
export const HeldToken = z.strictObject({
  sha256: z.string().describe('of the token, base64url; it is no credential'),
  kind,
  of: z.enum(['session', 'machine']),
  session: z.string().nullable().describe('id of the session; null for the machine'),
  configuration,
  issuer: z.string(),
  scope: z.string(),
  receivedAt: labTime,
  expiresAt: labTime.nullable().describe('null where the server did not say'),
  header: z.record(z.string(), z.unknown()).nullable().describe('of a JWT; null for an opaque one'),
  claims: z.record(z.string(), z.unknown()).nullable(),
})
export type HeldToken = z.output<typeof HeldToken>

export const HeldTokenPage = pageOf(HeldToken)
export type HeldTokenPage = z.output<typeof HeldTokenPage>
