import { useId, useMemo, useState } from 'react'
import type { FormEvent, KeyboardEvent } from 'react'
import { Link } from 'react-router'
import { useLabTime } from '../../frame/lab-clock.tsx'
import type { HeldMessage } from '@oauth-lab/kit/interventions/intervention.ts'
import { checksOfParameter } from '@oauth-lab/explain/catalogue/checks-of-parameter.ts'
import { messageOf } from '@oauth-lab/explain/catalogue/messages.ts'
import { sayDuration } from '@oauth-lab/explain/explanation/say-time.ts'
import { Clause } from '../../parts/clause.tsx'
import { Failure } from '../../parts/failure.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Route } from '../diagram/route.tsx'
import { RawChoice } from '../raw-choice.tsx'
import { AnswerInstead } from './answer-instead.tsx'
import { escape, nameAt, patchOf, rowsOf } from './carried-rows.ts'
import type { Edit } from './carried-rows.ts'
import { EditedRow } from './edited-row.tsx'
import { RawField } from './raw-field.tsx'
import { rawPartsOf } from './raw-text.ts'
import type { Edits } from './raw-text.ts'
import { partiesOfHeld } from './held-party.ts'
import type { Release } from './use-step-mode.ts'
import { HoldTime, useSecondsSince } from './hold-time.tsx'

/** A held message: what it will carry, changed or not, and what is done to it. */
export function Editor({
  message,
  release,
  error,
  close,
}: {
  message: HeldMessage
  release: (wanted: Release) => void
  error: Error | null
  close: () => void
}) {
  const id = useId()
  const [edits, setEdits] = useState<Edits>({})
  const [isRaw, setRaw] = useState(false)
  const { carries, exchange } = message
  const rows = useMemo(() => (carries ? rowsOf(carries) : []), [carries])
  const parties = partiesOfHeld(message)
  const known = message.message === undefined ? undefined : messageOf(message.message)
  const change = patchOf(rows, edits)
  const added = Object.keys(edits).filter((path) => !rows.some((row) => row.path === path))
  const edit = (path: string, wanted: Edit | undefined) =>
    setEdits((before) => {
      const { [path]: _before, ...others } = before
      return wanted === undefined ? others : { ...others, [path]: wanted }
    })
  const checksOf = (path: string) =>
    checksOfParameter({ message: message.message ?? '', at: message.at }, nameAt(path))
  const send = (event: FormEvent) => {
    event.preventDefault()
    release(change.length === 0 ? { exchange } : { exchange, do: { change } })
  }
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') close()
  }
  return (
    <form className="panel card editor" aria-labelledby={id} onSubmit={send} onKeyDown={onKeyDown}>
      <header>
        <h2 id={id}>{parties.name}</h2>
        <HoldTime since={message.since} />
        <button className="copy close" type="button" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <p className="route">
        <Route {...parties} />
      </p>
      <p className="text">
        <Left message={message} />
      </p>
      {known && (
        <p className="clause">
          <Clause clause={known.clause} />
        </p>
      )}
      <div className="bar">
        <h3>What it will carry</h3>
        <RawChoice what="what it will carry" isRaw={isRaw} setRaw={setRaw} />
      </div>
      {isRaw ? (
        rawPartsOf(carries ?? { headers: {} }, placeFor(message)).map((part) => (
          <RawField key={part.place} part={part} edits={edits} set={setEdits} />
        ))
      ) : (
        <>
          <ol className="params">
            {rows.map((row) => (
              <EditedRow
                key={row.path}
                row={row}
                edit={edits[row.path]}
                checks={checksOf(row.path)}
                set={(wanted) => edit(row.path, wanted)}
              />
            ))}
            {added.map((path) => (
              <EditedRow
                key={path}
                row={{ path, name: nameAt(path), value: '', isJson: false, isHidden: false }}
                edit={edits[path]}
                checks={checksOf(path)}
                set={(wanted) => edit(path, wanted === 'left out' ? undefined : wanted)}
              />
            ))}
          </ol>
          <AddParameter
            add={(name) => edit(`${placeFor(message)}/${escape(name)}`, { value: '' })}
          />
        </>
      )}
      {message.at === 'request' && (
        <AnswerInstead answer={(answer) => release({ exchange, do: { answer } })} />
      )}
      {error !== null && <Failure title="The message is still held" error={error} />}
      <div className="release">
        <button
          className={change.length > 0 ? 'button primary' : 'button'}
          type="submit"
          disabled={change.length === 0}
        >
          Release changed
        </button>
        <button
          className={change.length > 0 ? 'button' : 'button primary'}
          type="button"
          onClick={() => release({ exchange })}
        >
          Release as sent
        </button>
        <button
          className="button"
          type="button"
          onClick={() => release({ exchange, do: { drop: 'before' } })}
        >
          Drop
        </button>
      </div>
    </form>
  )
}

/** What waits, and how long it may. */
function Left({ message }: { message: HeldMessage }) {
  const { from, to } = partiesOfHeld(message)
  const names = { from: nameOf(from), to: nameOf(to) }
  const held = useSecondsSince(message.since)
  const most = (Date.parse(message.until) - Date.parse(message.since)) / 1000
  const isFrozen = useLabTime()?.mode === 'frozen'
  return (
    <>
      The {names.from} has sent this. The {names.to} has not seen it yet. The lab holds it for{' '}
      {sayDuration(most)} at most.{' '}
      {isFrozen ? (
        'The lab clock stands meanwhile.'
      ) : (
        <>
          The lab clock runs on meanwhile. <Link to="/clock">Freeze it</Link>
        </>
      )}
      <br />
      {`${sayDuration(Math.max(0, most - held))} are left.`}
    </>
  )
}

const nameOf = (party: string) =>
  ({
    authserver: 'authorization server',
    resserver: 'resource server',
    spa: 'single-page application',
  })[party] ?? party

/** Where a new parameter goes. */
function placeFor({ carries, at }: HeldMessage): string {
  if (at === 'response') return carries?.redirect ? '/redirect/query' : '/json'
  return carries?.form ? '/form' : '/query'
}

function AddParameter({ add }: { add: (name: string) => void }) {
  const id = useId()
  const [name, setName] = useState<string>()
  if (name === undefined) {
    return (
      <button className="button small add" type="button" onClick={() => setName('')}>
        <Icon name="add" />
        Add a parameter
      </button>
    )
  }
  const done = () => {
    if (name !== '') add(name)
    setName(undefined)
  }
  return (
    <div className="field add">
      <label htmlFor={id}>Name of the parameter</label>
      <input
        id={id}
        value={name}
        autoFocus
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => setName(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          done()
        }}
      />
      <button className="button small" type="button" onClick={done}>
        Add
      </button>
    </div>
  )
}
