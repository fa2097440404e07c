import { useId, useState } from 'react'
import { Problems } from '../../parts/form/framed.tsx'
import { editsOf, rawTextOf } from './raw-text.ts'
import type { Edits, RawPart } from './raw-text.ts'

/** A part of a held message as text. What can't be read is not taken. */
export function RawField({
  part,
  edits,
  set,
}: {
  part: RawPart
  edits: Edits
  set: (edits: Edits) => void
}) {
  const id = useId()
  // Typed text stays as it was typed.
  const [text, setText] = useState(() => rawTextOf(part, edits))
  const isRead = editsOf(part, text, edits) !== undefined
  const change = (next: string) => {
    setText(next)
    const read = editsOf(part, next, edits)
    if (read !== undefined) set(read)
  }
  return (
    <div className="raw field">
      <label htmlFor={id}>{part.label}</label>
      <textarea
        id={id}
        rows={7}
        spellCheck={false}
        autoComplete="off"
        value={text}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => change(target.value)}
        {...(!isRead && { 'aria-invalid': true })}
      />
      <div id={`${id}-hint`}>
        <p className="hint">
          A value that says <code>hidden</code> goes out as it was sent. Claims that were changed
          are signed again.
        </p>
        {!isRead && <Problems messages={['This is no JSON object yet, and is not taken.']} />}
      </div>
    </div>
  )
}
