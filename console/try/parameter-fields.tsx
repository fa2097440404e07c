import { clientMetadata } from '@oauth-lab/explain/catalogue/metadata.ts'
import { parameters as meanings } from '@oauth-lab/explain/catalogue/parameters.ts'
import type { Meanings } from '@oauth-lab/explain/catalogue/meaning.ts'
import { wordsFor } from '@oauth-lab/explain/catalogue/values.ts'
import { Clause } from '../parts/clause.tsx'
import { valueOf } from './compose.ts'
import type { Values } from './compose.ts'
import { listIn } from './kinds.ts'
import type { Metadata, Parameter } from './kinds.ts'

interface Given {
  metadata: Metadata
  values: Values
  set: (name: string, value: string) => void
}

/** The parameters of a request: each with what it means, its clause, and what may be chosen. */
export function ParameterFields({
  parameters,
  ...given
}: Given & { parameters: readonly Parameter[] }) {
  return (
    <ul className="asked" aria-label="Parameters">
      {parameters.map((parameter) => (
        <ParameterField key={parameter.name} parameter={parameter} {...given} />
      ))}
    </ul>
  )
}

function ParameterField({ parameter, metadata, values, set }: Given & { parameter: Parameter }) {
  const { name, need, fixed, choices, usual, keptAs = name } = parameter
  const all: Meanings = { ...clientMetadata, ...meanings }
  const meaning = Object.hasOwn(all, name) ? all[name] : undefined
  const value = valueOf(parameter, values)
  const told = choices === undefined ? undefined : listIn(metadata, choices)
  const offered = told ?? usual ?? []
  const says = meaning?.kind && value !== '' ? wordsFor(meaning.kind, value) : undefined
  const id = `asked-${name}`
  const common = {
    id,
    'aria-describedby': `${id}-means`,
    'aria-required': need === 'required',
    value,
  }
  return (
    <li>
      <label htmlFor={id}>
        <code>{name}</code> <span className={need === 'required' ? 'set' : 'quiet'}>{need}</span>
      </label>
      {fixed !== undefined ? (
        <input className="wire-value" {...common} readOnly />
      ) : offered.length > 0 && !parameter.many ? (
        <span className="select">
          <select {...common} onChange={({ target }) => set(keptAs, target.value)}>
            <option value="">not sent</option>
            {[...new Set([...offered, ...(value === '' ? [] : [value])])].map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </span>
      ) : (
        <input
          className="wire-value"
          {...common}
          type={name === 'password' ? 'password' : 'text'}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => set(keptAs, target.value)}
        />
      )}
      <p className="mean" id={`${id}-means`}>
        {meaning?.means} {says !== undefined && `Here: ${says}.`}{' '}
        {meaning && <Clause clause={meaning.clause} />}
      </p>
      {parameter.many && offered.length > 0 && (
        <Words name={name} offered={offered} value={value} set={(next) => set(keptAs, next)} />
      )}
    </li>
  )
}

/** Words with blanks between: each is in the value while it is pressed. */
function Words({
  name,
  offered,
  value,
  set,
}: {
  name: string
  offered: readonly string[]
  value: string
  set: (value: string) => void
}) {
  const chosen = value.split(' ').filter(Boolean)
  return (
    <div className="chips" role="group" aria-label={`What the server offers for ${name}`}>
      {offered.map((one) => {
        const isChosen = chosen.includes(one)
        const next = isChosen ? chosen.filter((other) => other !== one) : [...chosen, one]
        return (
          <button
            key={one}
            className="chip"
            type="button"
            aria-pressed={isChosen}
            onClick={() => set(next.join(' '))}
          >
            {one}
          </button>
        )
      })}
    </div>
  )
}
