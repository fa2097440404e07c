import { useId, useMemo, useState } from 'react'
import { Link } from 'react-router'
import { prefix } from '../../base.ts'
import { hueOf } from '../../parts/role-shape.tsx'
import { laneOf } from '../diagram/lanes.ts'
import { isHelper, messagesOf } from '../messages.ts'
import type { FlowMessage } from '../messages.ts'
import { hide } from '../panel/secrets.ts'
import type { ReadFlow, ReadRecording } from '../read-flows.ts'
import { Touch } from '../step/touch.tsx'
import { Tally } from '../tally.tsx'
import { compareFlows } from './compare-flows.ts'
import type { Difference, Duo } from './compare-flows.ts'
import { markOf } from './mark-of.ts'

/** Two flows side by side: what is equal is one quiet line, what differs is marked. */
export function TwoFlows({
  read,
  left,
  right,
}: {
  read: ReadRecording
  left: ReadFlow
  right: ReadFlow
}) {
  const [onlyDiffering, setOnly] = useState(false)
  const duos = useMemo(() => {
    const drawn = ({ exchanges }: ReadFlow) =>
      messagesOf(
        exchanges.filter((one) => !isHelper(one)),
        { prefix },
      )
    return compareFlows([drawn(left), drawn(right)], read.recording, hide)
  }, [read, left, right])
  const count = duos.filter(isDiffering).length
  const shown = duos.map((duo, index) => ({ duo, number: index + 1 }))
  return (
    <>
      <div className="run">
        <h1>Two flows, side by side</h1>
        <p className="whole">
          {count} of {duos.length} messages differ. State, nonce, code, tokens and times are new in
          each flow; they are compared by where they come from, not by value.
        </p>
        <div className="row tools">
          <Show onlyDiffering={onlyDiffering} choose={setOnly} />
          <Link className="button small" to={`?flow=${encodeURIComponent(left.id)}`}>
            Back to {left.number === undefined ? left.name : `flow ${left.number}`}
          </Link>
        </div>
      </div>
      <section className="card two-flows" aria-label="Messages of both flows, in order">
        <div className="duo heads">
          <Head flow={left} />
          <Head flow={right} />
        </div>
        <ol>
          {shown
            .filter(({ duo }) => !onlyDiffering || isDiffering(duo))
            .map(({ duo, number }) => (
              <Row key={number} duo={duo} number={number} />
            ))}
        </ol>
      </section>
    </>
  )
}

function isDiffering({ left, right, differences }: Duo): boolean {
  return left === undefined || right === undefined || differences.length > 0
}

function Show({
  onlyDiffering,
  choose,
}: {
  onlyDiffering: boolean
  choose: (only: boolean) => void
}) {
  const name = useId()
  return (
    <fieldset className="choice">
      <legend className="hidden">Show</legend>
      {[false, true].map((only) => (
        <label key={String(only)}>
          <input
            type="radio"
            name={name}
            checked={only === onlyDiffering}
            onChange={() => choose(only)}
          />
          {only ? 'Differences' : 'All'}
        </label>
      ))}
    </fieldset>
  )
}

function Head({ flow: { id, number, name, exchanges } }: { flow: ReadFlow }) {
  const checks = exchanges.flatMap(({ entry }) => entry._oauth?.checks ?? [])
  const began = exchanges[0]!.entry._oauth?.labTime ?? ''
  return (
    <div>
      <h2>
        <Link to={`?flow=${encodeURIComponent(id)}`}>
          {number === undefined ? 'Pinned flow' : `Flow ${number}`}
        </Link>
      </h2>
      <p>
        {name}, {began.slice(11, 19)} <Tally checks={checks} words />
      </p>
    </div>
  )
}

function Row({ duo, number }: { duo: Duo; number: number }) {
  const { left, right, differences } = duo
  const message = (left ?? right)!
  const { name, side, channel, from } = message
  const differs = isDiffering(duo)
  return (
    <li className={differs ? 'duo differ' : 'duo equal'}>
      <span className="n">{number}</span>
      <p className="name">
        {differs ? <b>{name}</b> : <span>{name}</span>}
        <svg
          className={`arrow ${hueOf(laneOf(from).role)}`}
          role="img"
          aria-label={`${side === 'ask' ? 'asks' : 'answers'}, ${channel} channel`}
        >
          <use href={`#i-${channel}-${side}`} />
        </svg>
      </p>
      {differs ? (
        <>
          <Side message={left} differences={differences} at="left" />
          <Side message={right} differences={differences} at="right" />
        </>
      ) : (
        <p className="is">the same</p>
      )}
    </li>
  )
}

function Side({
  message,
  differences,
  at,
}: {
  message: FlowMessage | undefined
  differences: readonly Difference[]
  at: 'left' | 'right'
}) {
  if (message === undefined) {
    return (
      <div className="side">
        <span className="no">– not there</span>
      </div>
    )
  }
  const other = at === 'left' ? 'right' : 'left'
  return (
    <div className="side">
      {differences.length === 0 ? (
        <code>{message.short}</code>
      ) : (
        <dl>
          {differences.map((difference) => (
            <div key={difference.name}>
              <dt>{difference.name}</dt>
              <dd>
                <Value text={difference[at]} beside={difference[other]} />
              </dd>
            </div>
          ))}
        </dl>
      )}{' '}
      {message.side === 'ask' && <Touch exchange={message.exchange} />}{' '}
      <span className="seen">
        <Tally checks={message.checks} />
      </span>
    </div>
  )
}

/** A value, with the part marked that the other side has differently. */
function Value({ text, beside }: { text: string | undefined; beside: string | undefined }) {
  if (text === undefined) return <span className="no">– not there</span>
  if (text === beside) return <>{text}, from elsewhere</>
  const [before, marked, after] = markOf(text, beside ?? '')
  return (
    <>
      {before}
      {marked !== '' && <mark>{marked}</mark>}
      {after}
    </>
  )
}
