import { valueOf } from '../exchange/field.ts'
import type { Recording, Seen } from '../recording/recording.ts'
import { challengeOf } from './digests.ts'

/** Where values that come again were said first. */
export interface FirstSaid {
  /** The authorization request, pushed or not, that said this value. */
  requestWith(name: 'state' | 'nonce' | 'code_challenge', value: string): Seen | undefined
  /** The authorization request that asked for an answer there. */
  requestFor(redirectUri: string): Seen | undefined
  /** The message that showed the verifier of a challenge by S256. */
  verifierOf(challenge: string): Seen | undefined
}

const names = ['state', 'nonce', 'code_challenge'] as const
const known = new WeakMap<Recording, FirstSaid>()

/** Reads a recording once, however many values are looked for in it. */
export function firstSaidIn(recording: Recording): FirstSaid {
  const before = known.get(recording)
  if (before !== undefined) return before
  const said = readFirst(recording)
  known.set(recording, said)
  return said
}

function readFirst({ messages }: Recording): FirstSaid {
  const requests = { state: firsts(), nonce: firsts(), code_challenge: firsts() }
  const redirects = firsts()
  const verifiers = firsts()
  for (const one of messages) {
    const { id } = one.message!
    if (id === 'authorization request' || id === 'pushed authorization request') {
      for (const name of names) note(requests[name], asksFor(one, name), one)
    }
    if (id === 'authorization request') note(redirects, asksFor(one, 'redirect_uri'), one)
    const verifier = valueOf(one.form, 'code_verifier')
    if (verifier !== undefined) note(verifiers, challengeOf(verifier), one)
  }
  return {
    requestWith: (name, value) => requests[name].get(value),
    requestFor: (redirectUri) => redirects.get(redirectUri),
    verifierOf: (challenge) => verifiers.get(challenge),
  }
}

const firsts = () => new Map<string, Seen>()

function note(where: Map<string, Seen>, value: string | undefined, one: Seen): void {
  if (value !== undefined && !where.has(value)) where.set(value, one)
}

/** A parameter of a request, in its query or its form. */
export function asksFor({ query, form }: Seen, name: string): string | undefined {
  return valueOf(query, name) ?? valueOf(form, name)
}
