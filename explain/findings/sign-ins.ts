import type { Field } from '../exchange/field.ts'
import { valueOf } from '../exchange/field.ts'
import { readJwt } from '../exchange/jwt.ts'
import type { Recording, Seen } from '../recording/recording.ts'

/** An authorization request, and what came of it in the same recording. */
export interface SignIn {
  asked: Seen
  /** Its parameters, those that were pushed before or stand in a request object included. */
  parameters: Field[]
  /** The authorization response, wherever it was seen first. */
  answer: Answer | undefined
  /** The token requests with its code. */
  redeemed: Seen[]
}

/** An authorization response: in a redirect, or on its way to the client. */
export interface Answer {
  at: Seen
  by: 'redirect' | 'callback'
  address: string
  fields: Field[]
  mode: 'query' | 'fragment' | 'form'
}

/** Every authorization request with its answer and the redemption of its code. */
export function signInsOf({ messages }: Recording): SignIn[] {
  const answers = messages.flatMap(answersOf)
  const pushed = messages.filter(({ message }) => message!.id === 'pushed authorization request')
  const taken = new Set<Answer>()
  const redemptions = redemptionsOf(messages)
  return messages
    .filter(({ message }) => message!.id === 'authorization request')
    .map((asked) => {
      const parameters = parametersOf(asked, pushed)
      const answer = answers.find((one) => !taken.has(one) && fits(one, asked, parameters))
      if (answer !== undefined) taken.add(answer)
      const code = answer && valueOf(answer.fields, 'code')
      const redeemed = (code !== undefined && redemptions.get(code)) || []
      return { asked, parameters, answer, redeemed }
    })
}

/** The token requests by their code: a recording may hold thousands. */
function redemptionsOf(messages: readonly Seen[]): Map<string, Seen[]> {
  const found = new Map<string, Seen[]>()
  for (const seen of messages) {
    const code = seen.message!.id === 'token request' ? valueOf(seen.form, 'code') : undefined
    if (code === undefined) continue
    const known = found.get(code)
    if (known === undefined) found.set(code, [seen])
    else known.push(seen)
  }
  return found
}

/** The authorization responses that an exchange holds: those that it answers with, and those that it carries. */
export function answersOf(at: Seen): Answer[] {
  const { redirect, message, query, fragment, form, address } = at
  const found: Answer[] = []
  if (redirect !== undefined) {
    for (const mode of ['query', 'fragment', 'form'] as const) {
      const fields = redirect[mode]
      if (isAnswer(fields)) {
        found.push({ at, by: 'redirect', address: redirect.address, fields, mode })
      }
    }
  }
  if (message?.id === 'callback') {
    const carried = { query, fragment, form } as const
    for (const mode of ['query', 'fragment', 'form'] as const) {
      if (isAnswer(carried[mode])) {
        found.push({ at, by: 'callback', address, fields: carried[mode], mode })
      }
    }
  }
  return found
}

function isAnswer(fields: readonly Field[]): boolean {
  const has = (name: string) => valueOf(fields, name) !== undefined
  if (has('response_type') || has('grant_type')) return false
  return (
    ['code', 'access_token', 'id_token', 'response'].some(has) || (has('error') && !has('login'))
  )
}

function parametersOf({ query, form }: Seen, pushed: readonly Seen[]): Field[] {
  const own = [...query, ...form]
  const reference = valueOf(own, 'request_uri')
  const before =
    reference === undefined
      ? undefined
      : pushed.find(({ responseJson }) => responseJson?.['request_uri'] === reference)
  const all = [...own, ...(before?.form ?? [])]
  return [...claimsOf(valueOf(all, 'request')), ...all]
}

/** The parameters within a request object: they count alone (RFC 9101 §6.3). */
function claimsOf(request: string | undefined): Field[] {
  const claims = request === undefined ? undefined : readJwt(request)?.claims
  return Object.entries(claims ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' ? [{ name, value }] : [],
  )
}

/** By its state; without one, the next answer that goes to the same redirect URI. */
function fits({ at, fields, address }: Answer, asked: Seen, parameters: Field[]): boolean {
  if (at === asked) return true
  const state = valueOf(parameters, 'state')
  if (state !== undefined) return valueOf(fields, 'state') === state
  const uri = valueOf(parameters, 'redirect_uri')
  const isLater = at.order > asked.order && valueOf(fields, 'state') === undefined
  return (
    isLater &&
    uri !== undefined &&
    URL.canParse(uri) &&
    new URL(uri).href.split(/[?#]/)[0] === address
  )
}
