import { ChangedMark, Means, Problems } from './framed.tsx'
import type { Framed } from './framed.tsx'

/** Whether something is so. */
export function FlagField(field: Framed) {
  const { id, name, value, set, label, messages } = field
  return (
    <div className="options-one">
      <ul className="options">
        <li>
          <input
            className="tick"
            type="checkbox"
            id={id}
            name={name}
            checked={value === true}
            onChange={({ target }) => set(target.checked)}
            {...(messages.length > 0 && { 'aria-invalid': true })}
          />
          <label htmlFor={id}>
            <b>{label}</b>
            <code>{name}</code>
            <span className="note">
              <Means {...field} />
              <ChangedMark {...field} />
            </span>
          </label>
        </li>
      </ul>
      <Problems messages={messages} />
    </div>
  )
}
