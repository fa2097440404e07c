import { useRef } from 'react'
import { Icon } from '../icon.tsx'
import { FieldName, Hint, Problems } from './framed.tsx'
import type { Framed } from './framed.tsx'

/** A list of texts: one input a line, Remove beside it, Add below. */
export function TextsField(field: Framed) {
  const { id, name, label, value, set, problems, onBlur } = field
  const lines = Array.isArray(value) ? (value as string[]) : []
  const list = useRef<HTMLOListElement>(null)
  const one = label.replace(/s$/, '')
  const remove = (at: number) => {
    set(lines.filter((_line, index) => index !== at))
    // Focus goes on to the line that takes this one's place.
    const inputs = list.current?.querySelectorAll('input')
    inputs?.[Math.min(at, (inputs.length ?? 1) - 2)]?.focus()
  }
  return (
    <fieldset className="field" id={id} tabIndex={-1}>
      <legend className="hidden">{label}</legend>
      <p className="field-head">
        <FieldName {...field} />
      </p>
      <ol className="repeat" ref={list}>
        {lines.map((line, index) => {
          const messages = problems
            .filter(({ path }) => path === String(index))
            .map(({ message }) => message)
          return (
            <li key={index}>
              <div className="field">
                <label className="hidden" htmlFor={`${id}-${index}`}>
                  {one} {index + 1}
                </label>
                <input
                  className="wire-value"
                  id={`${id}-${index}`}
                  name={name}
                  value={line}
                  onChange={({ target }) => set(lines.with(index, target.value))}
                  onBlur={onBlur}
                  {...(messages.length > 0 && { 'aria-invalid': true })}
                />
              </div>
              <button className="button bare" type="button" onClick={() => remove(index)}>
                <Icon name="close" />
                <span className="hidden">
                  Remove {one} {index + 1}
                </span>
              </button>
              <Problems messages={messages} />
            </li>
          )
        })}
      </ol>
      <p className="row">
        <button className="button small" type="button" onClick={() => set([...lines, ''])}>
          <Icon name="add" />
          Add
        </button>
      </p>
      <Hint {...field} id={`${id}-hint`} />
    </fieldset>
  )
}
