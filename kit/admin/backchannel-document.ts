import { z } from 'zod'
import { labTime, listQuestion, pageOf } from './list-document.ts'

const state = z.enum(['waiting', 'allowed', 'denied', 'expired'])
/** What has become of a backchannel request. */
export type BackchannelState = z.output<typeof state>

/** Which backchannel requests to list, and how. */
export const BackchannelQuestion = listQuestion(
  {
    user: z.string().min(1).optional().describe('user name or subject'),
    client: z.string().min(1).optional().describe('client_id'),
    state: state.optional(),
  },
  ['created', 'expires'],
)
export type BackchannelQuestion = z.output<typeof BackchannelQuestion>

/** What a client asks of a user who is elsewhere (CIBA Core §7.1). */
export const StoredBackchannelRequest = z.strictObject({
  id: z.string().describe('its name here; no auth_req_id'),
  state,
  user: z.string().nullable().describe('null once the user is gone'),
  sub: z.string(),
  client: z.string().describe('client_id'),
  clientName: z.string().nullable(),
  scope: z.string(),
  resources: z.array(z.string()).describe('those that were asked for'),
  bindingMessage: z.string().nullable(),
  acrValues: z.array(z.string()),
  grant: z.string().nullable().describe('what the user allowed'),
  told: z
    .string()
    .nullable()
    .describe('what came of the notification of the client; null where none was due'),
  createdAt: labTime,
  expiresAt: labTime,
})
export type StoredBackchannelRequest = z.output<typeof StoredBackchannelRequest>

export const BackchannelPage = pageOf(StoredBackchannelRequest)
export type BackchannelPage = z.output<typeof BackchannelPage>

/** An answer in the place of the user. */
export const BackchannelAnswer = z.strictObject({
  answer: z.enum(['allow', 'deny']),
  scopes: z.array(z.string().min(1)).optional().describe('what is allowed; absent: all of it'),
  amr: z
    .array(z.string().min(1).max(50))
    .min(1)
    .max(10)
    .default(['pwd'])
    .describe('how the user signed in (RFC 8176)'),
})
export type BackchannelAnswer = z.input<typeof BackchannelAnswer>
