import { useState } from 'react'
import { Icon } from './icon.tsx'

/** Copies a text; `what` completes "Copy" for who listens. */
export function Copy({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState('Copy')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid('Copied')
    } catch {
      setSaid('Not copied')
    }
    setTimeout(() => setSaid('Copy'), 2000)
  }
  return (
    <button className="copy" type="button" onClick={() => void copy()}>
      <Icon name="copy" />
      <span aria-live="polite">{said}</span>
      <span className="hidden"> {what}</span>
    </button>
  )
}
