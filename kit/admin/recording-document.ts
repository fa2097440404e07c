import { z } from 'zod'
import { CheckRecord } from '../check-definition.ts'
import { HeldDocument, IntervenedDocument } from '../interventions/intervention-document.ts'
import { managedRoles } from './managed-roles.ts'

const Pair = z.strictObject({ name: z.string(), value: z.string() })
const bodyMembers = {
  encoding: z.enum(['base64', '']).exactOptional().describe('base64 where it is no text'),
  _kept: z.int().exactOptional().describe('how many bytes of a longer body are here'),
}

const members = {
  id: z.string().describe('the exchange; the answer carries it as X-Request-Id'),
  role: z.enum(managedRoles).describe('who recorded it'),
  side: z.enum(['served', 'made']).describe('whether the role answered, or asked'),
  sandbox: z.string(),
  startedAt: z.number().describe('real time, milliseconds: what the order is by'),
  labTime: z.string().describe("ISO time on the sandbox's clock"),
  checks: z.array(CheckRecord),
  asker: z.string().describe('browser, spa (a script in a browser), a role, or program'),
  span: z.string().exactOptional().describe('of the call of another role that it answers'),
  parent: z.string().exactOptional().describe('the exchange during which it was made'),
  message: z.string().exactOptional().describe('what the field calls it'),
  flow: z.string().exactOptional().describe('the flow to which it belongs'),
  interventions: z.array(IntervenedDocument).exactOptional(),
  failure: z.string().exactOptional().describe('why no answer came, or not whole'),
  external: z
    .literal(true)
    .exactOptional()
    .describe("an external program answered in the role's place"),
  notSeen: z
    .literal(true)
    .exactOptional()
    .describe('no role saw this leg of a redirect; it was derived'),
}

const Entry = z.strictObject({
  startedDateTime: z.string(),
  time: z.number(),
  request: z.strictObject({
    method: z.string(),
    url: z.string(),
    httpVersion: z.string(),
    headers: z.array(Pair),
    queryString: z.array(Pair),
    cookies: z.array(Pair),
    headersSize: z.number(),
    bodySize: z.number(),
    postData: z
      .strictObject({
        mimeType: z.string(),
        params: z.array(Pair),
        text: z.string(),
        ...bodyMembers,
      })
      .exactOptional(),
  }),
  response: z.strictObject({
    status: z.int().describe('0 where no answer came'),
    statusText: z.string(),
    httpVersion: z.string(),
    headers: z.array(Pair),
    cookies: z.array(Pair),
    content: z.strictObject({
      size: z.number(),
      mimeType: z.string(),
      text: z.string().exactOptional(),
      ...bodyMembers,
    }),
    redirectURL: z.string(),
    headersSize: z.number(),
    bodySize: z.number(),
    _error: z.string().exactOptional(),
  }),
  cache: z.strictObject({}),
  timings: z.strictObject({ send: z.number(), wait: z.number(), receive: z.number() }),
})

/** An exchange as readers see it: an entry of an HTTP Archive 1.2 with the lab's member `_oauth`. */
export const ShownEntry = Entry.extend({ _oauth: z.strictObject(members) })
export type ShownEntry = z.output<typeof ShownEntry>

/** The same as a process of a role tells it: by its number there one goes on after it. */
export const RecordedEntry = Entry.extend({
  _oauth: z.strictObject({ instance: z.string(), number: z.number(), ...members }),
})
export type RecordedEntry = z.output<typeof RecordedEntry>

/** A recording as an HTTP Archive 1.2; the lab's own members begin with `_`. */
export const RecordingHar = z.strictObject({
  log: z.strictObject({
    version: z.string(),
    creator: z.strictObject({ name: z.string(), version: z.string() }),
    entries: z.array(ShownEntry),
    _oauth: z.strictObject({
      flows: z.array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          client: z.string().exactOptional(),
          entries: z.array(z.string()).describe('ids of exchanges'),
        }),
      ),
      dropped: z.int().describe('how many exchanges went for want of room'),
      cursor: z.string().describe('given back as `after`, one goes on behind it'),
    }),
  }),
})
export type RecordingHar = z.output<typeof RecordingHar>

/** The next exchange that fits. */
export const NextExchange = z.strictObject({
  cursor: z.string().describe('given back as `after`, one goes on behind it'),
  entry: ShownEntry,
})
export type NextExchange = z.output<typeof NextExchange>

/** What one process of a role recorded in a sandbox, as control asks for it. */
export const RolePart = z.strictObject({
  instance: z.string().describe('the process: its numbers mean nothing to another one'),
  last: z.number().describe('of the last entry; that of the question where none came after it'),
  dropped: z.int().describe('how many exchanges went for want of room'),
  entries: z.array(RecordedEntry),
  held: z.array(HeldDocument).describe('what is held now'),
  wakes: z.int().describe('how often that has changed'),
})
export type RolePart = z.output<typeof RolePart>
