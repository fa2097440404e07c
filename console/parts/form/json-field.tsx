import { useState } from 'react'
import { isSame } from './changes.ts'
import { FieldLabel, Hint, Problems } from './framed.tsx'
import type { Framed } from './framed.tsx'

const textOf = (value: unknown) => (value === undefined ? '' : JSON.stringify(value, null, 2))

/** A member that has no field of its own, as JSON. */
export function JsonField(field: Framed) {
  const { id, name, value, set, problems } = field
  const [text, setText] = useState(() => textOf(value))
  const [isJson, setIsJson] = useState(true)
  const read = readJson(text)
  // It was undone or discarded.
  if (read !== undefined && !isSame(read.value, value) && isJson) setText(textOf(value))
  const change = (next: string) => {
    setText(next)
    const parsed = readJson(next)
    setIsJson(parsed !== undefined)
    if (parsed !== undefined) set(parsed.value)
  }
  return (
    <div className="field">
      <FieldLabel {...field} />
      <textarea
        id={id}
        name={name}
        className="wire-value"
        rows={Math.min(12, Math.max(2, text.split('\n').length))}
        spellCheck={false}
        value={text}
        onChange={({ target }) => change(target.value)}
        {...(!isJson && { 'aria-invalid': true })}
      />
      {!isJson && <Problems messages={['This is no JSON yet, and is not taken.']} />}
      <Hint {...field} id={`${id}-hint`} />
      <Problems
        messages={problems.flatMap(({ path, message }) =>
          path === '' ? [] : `${path}: ${message}`,
        )}
      />
    </div>
  )
}

function readJson(text: string): { value: unknown } | undefined {
  if (text.trim() === '') return { value: undefined }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
