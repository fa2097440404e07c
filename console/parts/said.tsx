import { useMutation } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'

/** Seconds for which it is said what was done. */
const lifetime = 10

/** Something that was done, and the way back. */
interface Said {
  /** Its own among all that is said. */
  key: number
  words: string
  undo: () => Promise<unknown>
}

let last: Said | undefined
let count = 0
const listeners = new Set<() => void>()

function tell(said: Said | undefined): void {
  last = said
  for (const listener of listeners) listener()
}

/**
 * Says for 10 s what was done, with Undo. What can't be taken back is asked about before, and not said here.
 * @param undo does the opposite, and has what is shown asked again
 */
export function say(words: string, undo: () => Promise<unknown>): void {
  count += 1
  tell({ key: count, words, undo })
}

const said = {
  subscribe(listener: () => void) {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  last: () => last,
}

/** What was done last, for as long as it is said; focus and pointer stop the count. */
export function SaidLast() {
  const shown = useSyncExternalStore(said.subscribe, said.last)
  return shown && <Shown key={shown.key} said={shown} />
}

function Shown({ said: { words, undo } }: { said: Said }) {
  const [left, setLeft] = useState(lifetime)
  const [isStopped, setIsStopped] = useState(false)
  const undoing = useMutation({
    mutationFn: undo,
    onSuccess: () => tell(undefined),
    // Why it was not undone is said as long as what was done.
    onError: () => setLeft(lifetime),
  })
  const isCounting = !isStopped && !undoing.isPending
  useEffect(() => {
    if (!isCounting) return undefined
    const timer = setTimeout(() => (left > 1 ? setLeft(left - 1) : tell(undefined)), 1000)
    return () => clearTimeout(timer)
  }, [isCounting, left])
  return (
    <section
      className="said"
      aria-label="Done just now"
      onFocus={() => setIsStopped(true)}
      onBlur={() => setIsStopped(false)}
      onPointerEnter={() => setIsStopped(true)}
      onPointerLeave={() => setIsStopped(false)}
    >
      <span role="status">{undoing.error ? `Not undone: ${undoing.error.message}` : words}</span>
      <button
        className="undo"
        type="button"
        disabled={undoing.isPending}
        onClick={() => undoing.mutate()}
      >
        Undo
      </button>
    </section>
  )
}
