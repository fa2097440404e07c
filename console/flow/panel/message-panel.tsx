import { useEffect, useId, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { Link } from 'react-router'
import type { To } from 'react-router'
import { partyNames } from '@oauth-lab/explain/catalogue/messages.ts'
import type { Party } from '@oauth-lab/explain/catalogue/messages.ts'
import { explainSeen } from '@oauth-lab/explain/explanation/explain-exchange.ts'
import type { Recording, Seen } from '@oauth-lab/explain/recording/recording.ts'
import { Clause } from '../../parts/clause.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Route } from '../diagram/route.tsx'
import { RawChoice } from '../raw-choice.tsx'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import type { FlowMessage } from '../messages.ts'
import { CodeThatRan } from '../code/code-that-ran.tsx'
import { Touch, interventionsOf } from '../step/touch.tsx'
import { Checks } from './checks.tsx'
import { Parts } from './parts.tsx'
import { hide, show } from './secrets.ts'
import { SendAgain } from './send-again.tsx'
import { Token } from './token.tsx'
import { wireText } from './wire-text.ts'

/** A message, opened: what it is for, what it carries, what was checked, its tokens. */
export function MessagePanel({
  message,
  messages,
  recording,
  addressOf,
  close,
}: {
  message: FlowMessage
  /** Those of the drawing, to which its explanation points. */
  messages: readonly FlowMessage[]
  recording: Recording
  addressOf: (message: FlowMessage) => To
  close: () => void
}) {
  const id = useId()
  const [isRaw, setRaw] = useState(false)
  const [isShown, setShown] = useState(false)
  const { exchange, side, number, name } = message
  const explanation = useMemo(
    () => explain(exchange, { messages, recording, isShown }),
    [exchange, messages, recording, isShown],
  )
  const { purpose, clause, request, response } = explanation
  const { parts } = side === 'ask' ? request : response
  const entry = exchange.entry as ShownEntry
  const text = useMemo(
    () => wireText(entry, side, isShown ? undefined : hide),
    [entry, side, isShown],
  )
  const tokens = parts.filter((part) => part.parts?.some((one) => one.in === 'claim'))
  const panel = useRef<HTMLElement>(null)
  useEffect(() => panel.current?.focus({ preventScroll: true }), [message.key])
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') close()
  }
  return (
    <section
      className="panel card"
      aria-labelledby={id}
      tabIndex={-1}
      ref={panel}
      onKeyDown={onKeyDown}
    >
      <header>
        <h2 id={id}>
          <span className="n">{number}</span> {name}
        </h2>
        <Step to={messages[number - 2]} drawing="previous" addressOf={addressOf} />
        <Step to={messages[number]} drawing="next" addressOf={addressOf} />
        <button className="copy close" type="button" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <p className="route">
        <Route {...message} />
      </p>
      <p className="text">
        {side === 'ask' ? purpose : <Answers message={message} {...{ messages, addressOf }} />}
      </p>
      {clause !== undefined && (
        <p className="clause">
          <Clause clause={clause} />
        </p>
      )}
      {interventionsOf(exchange).some((one) => one.do === 'change') && (
        <p className="text">
          <Touch exchange={exchange} /> What came is told here; who was asked saw what was made of
          it.
        </p>
      )}
      <div className="bar">
        <h3>What it carries</h3>
        <RawChoice what="what it carries" isRaw={isRaw} setRaw={setRaw} />
      </div>
      {isRaw ? (
        <div className="raw-text code-block">
          <header>
            As it went over the wire <Copy text={text} what="the message" />
          </header>
          <pre tabIndex={0}>{text}</pre>
        </div>
      ) : parts.length > 0 ? (
        <Parts parts={parts} />
      ) : (
        <p className="note">Nothing that a specification here names.</p>
      )}
      <p>
        <button className="undo" type="button" onClick={() => setShown(!isShown)}>
          {isShown ? 'Hide the secrets of this message' : 'Show hidden values'}
        </button>
      </p>
      {message.checks.length > 0 && (
        <>
          <h3>Checked by the {roleName(entry)}</h3>
          <Checks checks={message.checks} role={entry._oauth.role} />
        </>
      )}
      <CodeThatRan entry={entry} />
      <SendAgain entry={entry} />
      {!isRaw && tokens.map((part, index) => <Token key={index} part={part} />)}
    </section>
  )
}

function explain(
  exchange: Seen,
  {
    messages,
    recording,
    isShown,
  }: { messages: readonly FlowMessage[]; recording: Recording; isShown: boolean },
) {
  const asks = new Map(
    messages.flatMap((one) => (one.side === 'ask' ? [[one.exchange, one.number] as const] : [])),
  )
  const exchanges = [...asks.keys()]
  // What a value points at is looked for among what is drawn.
  const drawn = { ...recording, exchanges, messages: exchanges.filter((one) => one.message) }
  return explainSeen(exchange, drawn, {
    hide: isShown ? show : hide,
    numberOf: (request) => asks.get(request) ?? 0,
  })
}

/** Which request an answer answers. */
function Answers({
  message,
  messages,
  addressOf,
}: {
  message: FlowMessage
  messages: readonly FlowMessage[]
  addressOf: (message: FlowMessage) => To
}) {
  const ask = messages.find(({ exchange, side }) => exchange === message.exchange && side === 'ask')
  if (ask === undefined) return null
  return (
    <>
      It answers message{' '}
      <Link to={addressOf(ask)} preventScrollReset>
        {ask.number}, {ask.name}
      </Link>
      .
    </>
  )
}

function Step({
  to,
  drawing,
  addressOf,
}: {
  to: FlowMessage | undefined
  drawing: 'previous' | 'next'
  addressOf: (message: FlowMessage) => To
}) {
  if (to === undefined) return null
  return (
    <Link
      className="copy"
      to={addressOf(to)}
      replace
      preventScrollReset
      aria-label={`Message ${to.number}`}
    >
      <Icon name={drawing} />
    </Link>
  )
}

function roleName({ _oauth }: ShownEntry): string {
  const name = partyNames[_oauth.role as Party].toLowerCase()
  return _oauth.external === true ? `${name}, a program of your own` : name
}
