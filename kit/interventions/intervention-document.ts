import { z } from 'zod'
import { managedRoles } from '../admin/managed-roles.ts'

const minute = 60_000
const day = 24 * 3600

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const pointer = z
  .string()
  .regex(/^(?:\/(?:[^~/]|~[01])*)*$/, 'must be a JSON pointer like /form/scope (RFC 6901)')
  .regex(
    /^(?!.*\/(?:__proto__|constructor|prototype)(?:\/|$))/,
    'must not lead to __proto__, constructor or prototype: no patch reaches them',
  )
const value = z.unknown().refine((given) => given !== undefined, 'must be set')

const Operation = z.discriminatedUnion(
  'op',
  [
    z.strictObject({ op: z.enum(['add', 'replace', 'test']), path: pointer, value }),
    z.strictObject({ op: z.literal('remove'), path: pointer }),
    z.strictObject({ op: z.enum(['move', 'copy']), from: pointer, path: pointer }),
  ],
  {
    error: ({ code }) =>
      code === 'invalid_union'
        ? 'must be one of add, remove, replace, move, copy, test'
        : undefined,
  },
)

const Moment = z.enum(['request', 'response'])
const Signer = z.enum(['current', 'next', 'unpublished', 'hmac', 'none', 'kept'])

/** What is to be done, exactly one; `signedBy` may stand beside `change`. */
export const ActionDocument = z
  .strictObject({
    hold: z
      .literal(true)
      .optional()
      .describe('until it is released, 5 real minutes at most; then it goes on as it was sent'),
    delay: z
      .int()
      .min(1)
      .max(5 * minute)
      .optional()
      .describe('milliseconds of real time'),
    answer: z
      .strictObject({
        status: z.int().min(200).max(599),
        headers: z
          .record(
            z.string().regex(token, 'must be the name of a header (RFC 9110 §5.1)'),
            z.string().regex(/^[\t\x20-\x7e]*$/, 'must be printable ASCII'),
          )
          .optional(),
        body: z.unknown().optional().describe('a text, or JSON'),
      })
      .optional()
      .describe("instead of the handler's"),
    error: z
      .string()
      .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be an error code (RFC 6749 §5.2)')
      .optional()
      .describe('an OAuth error by its code, as the endpoint renders it'),
    drop: z
      .enum(['before', 'within'])
      .optional()
      .describe('the connection is reset, before or in the middle of the answer'),
    change: z
      .array(Operation)
      .min(1)
      .optional()
      .describe('a JSON patch (RFC 6902) on what was decoded'),
    signedBy: Signer.optional().describe(
      'by what a JWT is signed whose header or claims are changed; current unless told',
    ),
  })
  .refine((all) => Object.keys(all).filter((name) => name !== 'signedBy').length === 1, {
    message: 'must have exactly one of hold, delay, answer, error, drop, change',
    when: isObject,
  })

/** Which messages an intervention acts on; all that is said must fit. */
export const MatchDocument = z.strictObject({
  role: z.enum(managedRoles).optional(),
  message: z.string().min(1).optional().describe('for example `token request`'),
  asker: z
    .enum(['browser', 'spa', 'program', ...managedRoles])
    .optional()
    .describe('who sends it, as the recording tells it'),
  client: z.string().min(1).optional().describe('the client_id that the message names'),
  user: z.string().min(1).optional().describe('a user name or subject that it names'),
  path: z
    .string()
    .regex(
      /^\/[^*?#]*\*?$/,
      'must be a path like /authserver/oauth2/token, or begin one: /client/*',
    )
    .optional()
    .describe("below the sandbox's base"),
  nth: z.int().min(1).optional().describe('only the nth that fits'),
  probability: z.number().min(0).max(1).optional(),
  seed: z.string().min(1).max(200).optional().describe('makes the probability repeatable'),
})

const Members = z.strictObject({
  match: MatchDocument.default({}),
  at: Moment.default('request'),
  do: ActionDocument,
  times: z.int().min(1).optional().describe('how often at most'),
  lifetime: z
    .int()
    .min(1)
    .max(30 * day)
    .optional()
    .describe('seconds of real time'),
})

/** An intervention that is asked for. */
export const InterventionDocument = Members.check(({ value: document, issues }) => {
  for (const { path, message } of contradictions(document)) {
    issues.push({ code: 'custom', input: document, path, message })
  }
})

/** What each member alone does not tell. */
function contradictions({ match, at, do: action, times }: z.output<typeof Members>) {
  const { role, nth, probability, seed } = match
  const found: { path: string[]; message: string }[] = []
  const refuse = (path: string, message: string) => found.push({ path: path.split('.'), message })
  const isCounted = nth !== undefined || times !== undefined
  if (isCounted && role === undefined) {
    refuse('match.role', 'must be set: nth and times are counted by one role')
  }
  if (nth !== undefined && times !== undefined) {
    refuse('times', 'must not be set beside nth, which is one message')
  }
  if (seed !== undefined && probability === undefined) {
    refuse('match.seed', 'must not be set without probability')
  }
  if (action.signedBy !== undefined && action.change === undefined) {
    refuse('do.signedBy', 'must not be set without change')
  }
  if (action.error !== undefined && at === 'response') {
    refuse('at', 'must be request: an error stands instead of what the handler does')
  }
  if (action.drop === 'within' && at !== 'response') {
    refuse('at', 'must be response: before the handler there is no answer to cut')
  }
  return found
}

function isObject({ value: given }: { value: unknown }): boolean {
  return typeof given === 'object' && given !== null
}

/** Which held messages are let go, and what is done to a message when it goes. */
export const ReleaseDocument = z
  .strictObject({
    exchange: z.string().min(1).optional().describe('the id of the held request'),
    intervention: z.string().min(1).optional().describe('all that it holds'),
    do: ActionDocument.optional().describe(
      'one of change, answer and drop, on the one message that is named; absent: it goes as it was sent',
    ),
  })
  .refine(({ exchange, do: action }) => action === undefined || exchange !== undefined, {
    path: ['exchange'],
    message: 'must be set beside do: only one message is changed',
  })
  .refine(({ do: action }) => action === undefined || whenReleased.some((name) => name in action), {
    path: ['do'],
    message: 'must be one of change, answer, drop',
  })

const whenReleased = ['change', 'answer', 'drop']

/** An intervention as it stands. */
export const InterventionState = z.strictObject({
  id: z.string(),
  by: z.string().describe('the administrator who set it'),
  match: MatchDocument,
  at: Moment,
  do: ActionDocument,
  times: z.int().optional(),
  until: z.string().optional().describe('ISO time, real'),
  used: z.int().describe('how many messages it acted on'),
})

const Fields = z.record(z.string(), z.unknown())

/** A message as a patch sees it: decoded. */
export const CarriedDocument = z.strictObject({
  headers: Fields,
  query: Fields.exactOptional(),
  form: Fields.exactOptional(),
  json: z.unknown().optional(),
  status: z.int().exactOptional(),
  redirect: z
    .strictObject({ query: Fields, fragment: Fields })
    .exactOptional()
    .describe('the parameters of `location`'),
})

/** A message that is held. */
export const HeldDocument = z.strictObject({
  exchange: z.string().describe("the request's id, by which it is released and recorded"),
  intervention: z.string().describe('id of the one that holds it'),
  role: z.string(),
  at: Moment,
  message: z.string().optional(),
  method: z.string(),
  path: z.string().describe("below the sandbox's base, without query"),
  carries: CarriedDocument.optional().describe('as a patch sees it; secrets are hidden'),
  since: z.string().describe('ISO time, real'),
  until: z.string().describe('ISO time, real'),
})

/** How many messages were let go. */
export const Released = z.strictObject({ released: z.int() })

/** What an intervention did to a message, for its recording. */
export const IntervenedDocument = z.strictObject({
  id: z.string(),
  do: z.enum(['hold', 'delay', 'answer', 'error', 'drop', 'change']),
  by: z.string(),
  changed: z.array(z.string()).exactOptional().describe("the paths of a patch's operations"),
  signedBy: Signer.exactOptional().describe('by what the changed JWT was signed'),
  problem: z.string().exactOptional().describe('why it changed nothing'),
})
