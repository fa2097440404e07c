import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../api/answer.ts'
import { Failure } from './failure.tsx'
import { Question } from './question.tsx'

/** What can be done to several rows of a list at once. */
export interface Bulk<Row> {
  /** As its button says it, for example "Delete". */
  verb: string
  /** What a row is, for example "client" and "clients". */
  nouns: readonly [one: string, several: string]
  nameOf: (row: Row) => string
  /** Whether it can be done to a row; to all unless told. */
  fits?: (row: Row) => boolean
  /** What will happen. */
  means: string
  act: (row: Row) => Promise<unknown>
  /** When something was done, whether to all rows or not. */
  onDone: () => void
}

/** The rows that somebody chose, by key. */
export interface Chosen<Row> {
  rows: ReadonlyMap<string, Row>
  /** Chooses rows, or no longer. */
  choose: (rows: readonly Row[], isChosen: boolean) => void
  chooseNone: () => void
}

/**
 * Which rows of a list are chosen; they stay so from page to page.
 * @param place what of the list is shown: another search or filter begins with none
 */
export function useChosen<Row>(rowKey: (row: Row) => string, place: string): Chosen<Row> {
  const [state, setState] = useState({ place, rows: new Map<string, Row>() })
  const rows = state.place === place ? state.rows : new Map<string, Row>()
  return {
    rows,
    choose(some, isChosen) {
      const next = new Map(rows)
      for (const row of some) {
        if (isChosen) next.set(rowKey(row), row)
        else next.delete(rowKey(row))
      }
      setState({ place, rows: next })
    },
    chooseNone: () => setState({ place, rows: new Map() }),
  }
}

/** The tick of a row, or of all rows of a page. */
export function Pick({
  label,
  isChosen,
  isSome = false,
  isDisabled = false,
  choose,
}: {
  label: string
  isChosen: boolean
  /** Whether some are chosen, and not all. */
  isSome?: boolean
  isDisabled?: boolean
  choose: (isChosen: boolean) => void
}) {
  return (
    <label className="pick">
      <input
        className="tick"
        type="checkbox"
        checked={isChosen}
        disabled={isDisabled}
        ref={(input) => {
          if (input) input.indeterminate = isSome
        }}
        onChange={({ target }) => choose(target.checked)}
      />
      <span className="hidden">{label}</span>
    </label>
  )
}

/** What can be done with the chosen rows; in sight at the bottom while some are chosen. */
export function BulkBar<Row>({
  bulk,
  chosen,
  total,
  loadAll,
}: {
  bulk: Bulk<Row>
  chosen: Chosen<Row>
  /** How many rows the list has on all pages. */
  total: number
  loadAll: () => Promise<readonly Row[]>
}) {
  const { verb, nouns, nameOf, means, act, fits = () => true } = bulk
  const { rows, choose, chooseNone } = chosen
  const [isAsked, setIsAsked] = useState(false)
  const all = useMutation({
    mutationFn: loadAll,
    onSuccess: (found) => choose(found.filter(fits), true),
  })
  const doing = useMutation({
    async mutationFn() {
      const done: Row[] = []
      try {
        // One after the other: what fails names its row, and what follows is left as it is.
        for (const row of rows.values()) {
          await act(row).catch(letGone)
          done.push(row)
        }
      } finally {
        choose(done, false)
        if (done.length > 0) bulk.onDone()
      }
    },
    onSuccess: () => setIsAsked(false),
  })
  if (rows.size === 0 && !isAsked) return null
  const count = rows.size.toLocaleString('en')
  const several = `${count} ${nouns[rows.size === 1 ? 0 : 1]}`
  const names = [...rows.values()].slice(0, shown).map(nameOf)
  return (
    <div className="bulk" role="group" aria-label={`Actions for the chosen ${nouns[1]}`}>
      <p>
        <b role="status">{count} chosen</b>
        {rows.size < total && (
          <button
            className="undo"
            type="button"
            disabled={all.isPending}
            onClick={() => all.mutate()}
          >
            Choose all {total.toLocaleString('en')}
          </button>
        )}
        <button className="undo" type="button" onClick={chooseNone}>
          Choose none
        </button>
        {all.error && <span role="alert">Not all were chosen: {all.error.message}</span>}
      </p>
      <div className="row">
        <button className="button small" type="button" onClick={() => setIsAsked(true)}>
          {verb}…
        </button>
      </div>
      <Question
        isOpen={isAsked}
        title={`${verb} ${several}?`}
        keep={rows.size === 1 ? 'Keep it' : 'Keep them'}
        go={`${verb} ${several}`}
        isGoing={doing.isPending}
        onKeep={() => {
          setIsAsked(false)
          doing.reset()
        }}
        onGo={() => doing.mutate()}
      >
        <p>{means}</p>
        <ul className="facts">
          {names.map((name, index) => (
            <li key={index}>{name}</li>
          ))}
          {rows.size > shown && <li>and {(rows.size - shown).toLocaleString('en')} more</li>}
        </ul>
        {doing.error && (
          <Failure title={`These are as they were: ${several}`} error={doing.error} />
        )}
      </Question>
    </div>
  )
}

/** What is gone already needs nothing more. */
function letGone(error: unknown): void {
  if (!(error instanceof ApiError && error.status === 404)) throw error
}

/** How many rows a question names. */
const shown = 5
