import { useId } from 'react'
import { adviceOf } from '@oauth-lab/explain/checks/advice-of.ts'
import { prefix } from '../../base.ts'
import { Icon } from '../../parts/icon.tsx'
import type { CarriedRow, Edit } from './carried-rows.ts'

/** One parameter of a held message. A changed value says so, and shows what was sent. */
export function EditedRow({
  row,
  edit,
  checks,
  set,
}: {
  row: CarriedRow
  edit: Edit | undefined
  /** The ids of the checks that will look at it. */
  checks: readonly string[]
  /** Sets what is wanted; undefined: as it was sent. */
  set: (edit: Edit | undefined) => void
}) {
  const id = useId()
  const { name, value, isHidden, means } = row
  const isChanged = edit === 'left out' || (edit !== undefined && edit.value !== value)
  if (edit === 'left out' || (isHidden && edit === undefined)) {
    return (
      <li className={isChanged ? 'edited' : undefined}>
        <p className="fixed">
          <code>{name}</code> {isChanged && <span className="changed">left out</span>}
          {means !== undefined && <span className="mean">{means}</span>}
        </p>
        <p>
          <Icon name={isChanged ? 'close' : 'lock'} />
          <code>{isChanged ? `sent: ${value}` : 'hidden'}</code>{' '}
          <button
            className="undo"
            type="button"
            onClick={() => set(isChanged ? undefined : { value: '' })}
          >
            {isChanged ? 'Undo' : 'Replace'}
            <span className="hidden"> {name}</span>
          </button>
        </p>
        {isChanged && <LookedAt checks={checks} />}
      </li>
    )
  }
  return (
    <li className={isChanged ? 'edited' : undefined}>
      <label htmlFor={id}>
        <code>{name}</code> {isChanged && <span className="changed">changed</span>}
        {means !== undefined && <span className="mean">{means}</span>}
      </label>
      <input
        id={id}
        value={edit?.value ?? value}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => set({ value: target.value })}
      />
      <button
        className="button small bare"
        type="button"
        aria-label={`Leave out ${name}`}
        onClick={() => set('left out')}
      >
        <Icon name="close" />
      </button>
      {isChanged && (
        <p className="was">
          sent: <code>{value === '' ? 'nothing' : value}</code>{' '}
          <button className="undo" type="button" onClick={() => set(undefined)}>
            Undo<span className="hidden"> the change of {name}</span>
          </button>
        </p>
      )}
      {isChanged && <LookedAt checks={checks} />}
    </li>
  )
}

/** The check that will judge the change first, and why it is there. */
function LookedAt({ checks: [first, ...others] }: { checks: readonly string[] }) {
  if (first === undefined) return null
  return (
    <p className="clause looked-at">
      Looked at by <CheckLink id={first} />: {adviceOf(first)?.why}
      {others.length > 0 && ' Then by '}
      {others.map((id, at) => (
        <span key={id}>
          {at > 0 && ', '}
          <CheckLink id={id} />
        </span>
      ))}
      {others.length > 0 && '.'}
    </p>
  )
}

function CheckLink({ id }: { id: string }) {
  return (
    <a href={`${prefix}/explained/${encodeURIComponent(id)}`}>
      <code>{id}</code>
    </a>
  )
}
