import { useId } from 'react'
import { sayDuration } from '@oauth-lab/explain/explanation/say-time.ts'
import { FieldLabel, Hint } from './framed.tsx'
import type { Framed } from './framed.tsx'
import type { JsonSchema } from './json-schema.ts'
import { textOf } from './text-of.ts'

/** So many characters want more than a line. */
const fitsALine = 2000

/** One line: a text, a number, or one of several choices. A long text, such as a certificate, has several. */
export function LineField({ kind, ...field }: Framed & { kind: 'choice' | 'number' | 'text' }) {
  const { id, name, schema, value, set, messages, onBlur } = field
  const hint = useId()
  const described = {
    'aria-describedby': hint,
    ...(messages.length > 0 && { 'aria-invalid': true }),
  }
  const seconds = kind === 'number' && isSeconds(name, schema)
  return (
    <div className="field">
      <FieldLabel {...field} />
      {kind === 'choice' ? (
        <span className="select">
          <select
            id={id}
            value={textOf(value)}
            onChange={({ target }) => set(target.value === '' ? undefined : target.value)}
            {...described}
          >
            {value === undefined && <option value="">not set</option>}
            {schema.enum!.map((choice) => (
              <option key={choice} value={choice}>
                {field.choices?.[choice] ? `${choice}: ${field.choices[choice]}` : choice}
              </option>
            ))}
          </select>
        </span>
      ) : (schema.maxLength ?? 0) > fitsALine ? (
        <textarea
          id={id}
          name={name}
          className="wire-value"
          rows={Math.min(12, textOf(value).split('\n').length)}
          spellCheck={false}
          value={textOf(value)}
          onChange={({ target }) => set(memberOf(target.value))}
          onBlur={onBlur}
          {...described}
        />
      ) : (
        <div className={seconds ? 'with-unit' : undefined}>
          <input
            id={id}
            name={name}
            className={kind === 'number' ? 'wire-value' : undefined}
            inputMode={kind === 'number' ? 'numeric' : undefined}
            value={textOf(value)}
            onChange={({ target }) =>
              set(kind === 'number' ? numberOf(target.value) : memberOf(target.value))
            }
            onBlur={onBlur}
            {...described}
          />
          {seconds && (
            <span>s{typeof value === 'number' && value > 59 && `, ${sayDuration(value)}`}</span>
          )}
        </div>
      )}
      <Hint {...field} id={hint} />
    </div>
  )
}

function isSeconds(name: string, { description = '' }: JsonSchema): boolean {
  return /lifetime|max_age|interval/i.test(name) || /\bseconds\b/.test(description)
}

function numberOf(text: string): number | undefined {
  if (text.trim() === '') return undefined
  return /^-?\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN
}

function memberOf(text: string): string | undefined {
  return text === '' ? undefined : text
}
