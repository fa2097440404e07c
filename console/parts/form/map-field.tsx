import { useState } from 'react'
import { Icon } from '../icon.tsx'
import { FieldName, Hint, Problems } from './framed.tsx'
import type { Framed } from './framed.tsx'

/** Names with a text each, such as scopes with what the consent page says of them. */
export function MapField(field: Framed) {
  const { id, label, value, set, problems } = field
  const entries = Object.entries((value ?? {}) as Record<string, string>)
  const [fresh, setFresh] = useState('')
  const add = () => {
    if (fresh.trim() === '') return
    set({ ...Object.fromEntries(entries), [fresh.trim()]: '' })
    setFresh('')
  }
  return (
    <fieldset className="field" id={id} tabIndex={-1}>
      <legend className="hidden">{label}</legend>
      <p className="field-head">
        <FieldName {...field} />
      </p>
      <ol className="repeat map">
        {entries.map(([name, text]) => {
          const messages = problems
            .filter(({ path }) => path === name)
            .map(({ message }) => message)
          return (
            <li key={name}>
              <div className="field">
                <label htmlFor={`${id}-${name}`}>
                  <code>{name}</code>
                </label>
                <input
                  id={`${id}-${name}`}
                  value={text}
                  onChange={({ target }) =>
                    set({ ...Object.fromEntries(entries), [name]: target.value })
                  }
                  {...(messages.length > 0 && { 'aria-invalid': true })}
                />
              </div>
              <button
                className="button bare"
                type="button"
                onClick={() => set(Object.fromEntries(entries.filter(([one]) => one !== name)))}
              >
                <Icon name="close" />
                <span className="hidden">Remove {name}</span>
              </button>
              <Problems messages={messages} />
            </li>
          )
        })}
      </ol>
      <p className="row">
        <label className="hidden" htmlFor={`${id}-fresh`}>
          Name to add to {label}
        </label>
        <input
          className="wire-value fresh"
          id={`${id}-fresh`}
          value={fresh}
          placeholder="name"
          onChange={({ target }) => setFresh(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            add()
          }}
        />
        <button className="button small" type="button" onClick={add}>
          <Icon name="add" />
          Add
        </button>
      </p>
      <Hint {...field} id={`${id}-hint`} />
    </fieldset>
  )
}
