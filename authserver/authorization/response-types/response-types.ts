import { answerCode } from './code.ts'
import type { AnswerType } from './code.ts'

interface Type {
  name: string
  /** The grant type that server and client must have for it. */
  grantType: string
  answer: AnswerType
}

/** What an authorization request may ask for (RFC 6749 §3.1.1). */
export const responseTypes = [
  { name: 'code', grantType: 'authorization_code', answer: answerCode },
] as const satisfies Type[]

export type ResponseType = (typeof responseTypes)[number]
