import { useState } from 'react'
import { prefix } from '../../base.ts'
import { keep, readKept } from './kept-flows.ts'
import type { Kept, KeptFlows } from './kept-flows.ts'

/** A sandbox's own place in this browser. */
const place = `oauth-lab.flows${prefix}`

/** The flows that a person named and pinned in this browser. */
export function useKeptFlows(): readonly [KeptFlows, (id: string, kept: Kept) => void] {
  const [kept, setKept] = useState(() => readKept(localStorage.getItem(place)))
  const set = (id: string, one: Kept) => {
    const next = keep(kept, id, one)
    localStorage.setItem(place, JSON.stringify(next))
    setKept(next)
  }
  return [kept, set]
}
