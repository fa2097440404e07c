import { useState } from 'react'
import { prefix } from '../base.ts'
import type { Method, Values } from './compose.ts'

/** What this tab keeps while somebody tries: also over the way to a sign-in and back. */
export interface Kept {
  values: Values
  clientMethod: Method
  /** The address to which the browser came back. */
  callback?: string
}

const nothing: Kept = { values: {}, clientMethod: 'client_secret_basic' }
const keyOf = (issuer: string) => `try ${prefix} ${issuer}`
const openedKey = `try opened ${prefix}`

/** What is kept for a server, in this tab and nowhere else; how to change it, and how to forget it. */
export function useKept(issuer: string): [Kept, Keep, () => void] {
  const [kept, setKept] = useState(() => readKept(issuer))
  const store = (next: Kept) => {
    sessionStorage.setItem(keyOf(issuer), JSON.stringify(next))
    setKept(next)
  }
  return [
    kept,
    ({ values, ...rest }) => {
      const before = readKept(issuer)
      store({ ...before, ...rest, values: { ...before.values, ...values } })
    },
    () => store(nothing),
  ]
}

/** Changes what is kept; values are added to those that are there. */
export type Keep = (change: Partial<Kept>) => void

/** Notes which server the browser is sent to, and so whose answer comes back. */
export function noteOpened(issuer: string): void {
  sessionStorage.setItem(openedKey, issuer)
}

/** To which server the browser was sent last; null where to none. */
export function openedLast(): string | null {
  return sessionStorage.getItem(openedKey)
}

function readKept(issuer: string): Kept {
  const text = sessionStorage.getItem(keyOf(issuer))
  return text === null ? nothing : (JSON.parse(text) as Kept)
}
