import type { paths as ControlPaths } from './dist/control.d.ts'

type Json<Message> = Message extends { content: { 'application/json': infer Document } }
  ? Document
  : never

/** The document that an operation of an API takes. */
export type BodyOf<Operation> = Operation extends { requestBody?: infer Body }
  ? Json<NonNullable<Body>>
  : never

/** The document with which an operation answers when all went well. */
export type AnswerOf<Operation> = Operation extends { responses: { 200: infer Answer } }
  ? Json<Answer>
  : never

export type ClockChange = BodyOf<ControlPaths['/control/api/clock']['put']>
export type Policies = AnswerOf<ControlPaths['/control/api/policy']['get']>
export type Intervention = AnswerOf<ControlPaths['/control/api/interventions']['get']>[number]
export type Held = AnswerOf<ControlPaths['/control/api/interventions/held']['get']>[number]
