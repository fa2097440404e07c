import { Clause } from '../clause.tsx'
import { FieldName, Hint, Problems } from './framed.tsx'
import type { Framed } from './framed.tsx'

/** Several of what is offered. */
export function ChoicesField(field: Framed) {
  const { id, name, schema, value, set, messages, choices } = field
  const chosen = Array.isArray(value) ? (value as string[]) : []
  const offered = [...new Set([...(schema.items?.enum ?? []), ...chosen])]
  return (
    <fieldset className="field" id={id} tabIndex={-1}>
      <legend className="hidden">{field.label}</legend>
      <p className="field-head">
        <FieldName {...field} />
      </p>
      <ul className="options">
        {offered.map((choice) => (
          <li key={choice}>
            <input
              className="tick"
              type="checkbox"
              id={`${id}-${choice}`}
              name={name}
              value={choice}
              checked={chosen.includes(choice)}
              onChange={({ target }) =>
                set(
                  target.checked
                    ? offered.filter((one) => one === choice || chosen.includes(one))
                    : chosen.filter((one) => one !== choice),
                )
              }
            />
            <label htmlFor={`${id}-${choice}`}>
              <b>{wordsOf(choices?.[choice]) ?? choice}</b>
              <code>{choice}</code>
            </label>
            <ClauseOf words={choices?.[choice]} />
          </li>
        ))}
      </ul>
      <Hint {...field} id={`${id}-hint`} />
      <Problems
        messages={messages.length > 0 ? [] : field.problems.map(({ message }) => message)}
      />
    </fieldset>
  )
}

/** The words of a choice end with its clause, as in "a refresh token, RFC 6749 §6". */
const clauseOf = (words: string) => /, ((?:RFC|OpenID|CIBA)[^,]*)$/.exec(words)

function wordsOf(words: string | undefined): string | undefined {
  if (words === undefined) return undefined
  const text = words.slice(0, clauseOf(words)?.index)
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function ClauseOf({ words = '' }: { words: string | undefined }) {
  const clause = clauseOf(words)?.[1]
  if (clause === undefined) return null
  return (
    <p className="clause">
      <Clause clause={clause} />
    </p>
  )
}
