import { useId, useMemo, useRef } from 'react'
import type { CSSProperties, KeyboardEvent, ReactNode } from 'react'
import type { To } from 'react-router'
import { usePhone } from '../../parts/use-phone.ts'
import { RoleShape, hueOf } from '../../parts/role-shape.tsx'
import type { FlowMessage } from '../messages.ts'
import { lanesOf } from './lanes.ts'
import type { Lane } from './lanes.ts'
import type { HeldMessage } from '@oauth-lab/kit/interventions/intervention.ts'
import { HeldRow } from '../step/held-row.tsx'
import { partiesOfHeld } from '../step/held-party.ts'
import { LongList } from './long-list.tsx'
import { MessageRow } from './message-row.tsx'

/** A drawing of so many messages is made of what is in sight alone. */
const many = 200

export interface DiagramProps {
  messages: readonly FlowMessage[]
  /** Where a message is opened. */
  addressOf: (message: FlowMessage) => To
  /** The key of the message that is open. */
  chosen?: string | undefined
  /** Keys of messages that a step or a person points at. */
  pinned?: ReadonlySet<string> | undefined
  /** When a message was sent, in a few characters. */
  timeOf?: (message: FlowMessage) => string
  /** Messages that are held: they stand below the others. */
  held?: readonly HeldMessage[] | undefined
  addressOfHeld?: ((exchange: string) => To) | undefined
  /** What stands below the last message. */
  waiting?: ReactNode
  /** What stands beside the explanation of the lines. */
  legend?: ReactNode
}

/** A sequence diagram: a list of messages, each a line from lane to lane. Arrow keys go from one to the next. */
export function Diagram(props: DiagramProps) {
  const { messages, addressOf, chosen, pinned, timeOf, held = [], waiting, legend } = props
  const lanes = useMemo(() => lanesOf([...messages, ...held.map(partiesOfHeld)]), [messages, held])
  const isPhone = usePhone()
  const begin = messages[0]?.at ?? 0
  const section = useRef<HTMLElement>(null)
  const row = (message: FlowMessage) => (
    <MessageRow
      message={message}
      lanes={lanes}
      to={addressOf(message)}
      isChosen={message.key === chosen}
      isPinned={pinned?.has(message.key) === true}
      hasShapes={isPhone}
      at={timeOf?.(message) ?? `${((message.at - begin) / 1000).toFixed(2)} s`}
    />
  )
  return (
    <section
      className="diagram"
      aria-label="Messages, in order"
      ref={section}
      style={{ '--lanes': lanes.length } as CSSProperties}
      onKeyDown={walk}
    >
      <h2 className="hidden">Messages</h2>
      <Lanes lanes={lanes} />
      {messages.length > many ? (
        <LongList messages={messages} row={row} chosen={chosen} />
      ) : (
        <StagedList messages={messages} row={row} />
      )}
      {held.length > 0 && (
        <ol className="messages" aria-label="Held">
          {held.map((message, index) => (
            <li key={`${message.exchange} ${message.at}`}>
              <HeldRow
                message={message}
                lanes={lanes}
                number={messages.length + index + 1}
                to={props.addressOfHeld!(message.exchange)}
                isChosen={message.exchange === chosen}
              />
            </li>
          ))}
        </ol>
      )}
      {Boolean(waiting) && <p className="waiting">{waiting}</p>}
      <Lifelines lanes={lanes} />
      <Legend>{legend}</Legend>
    </section>
  )
}

function Lanes({ lanes }: { lanes: readonly Lane[] }) {
  return (
    <div className="lanes" aria-hidden="true">
      {lanes.map(({ party, role, name }, index) => (
        <span
          key={party}
          className={`lane ${hueOf(role)}`}
          style={{ gridColumn: `${2 + 2 * index} / ${4 + 2 * index}` }}
        >
          <RoleShape role={role} size="m" />
          {name}
        </span>
      ))}
    </div>
  )
}

function Lifelines({ lanes }: { lanes: readonly Lane[] }) {
  return (
    <div className="lifelines" aria-hidden="true">
      {lanes.map(({ party, role }, index) => (
        <i key={party} className={hueOf(role)} style={{ gridColumn: String(3 + 2 * index) }} />
      ))}
    </div>
  )
}

function Legend({ children }: { children: ReactNode }) {
  const lines = [
    ['front-ask', 'front channel: through the browser'],
    ['back-ask', 'back channel: direct call'],
    ['back-answer', 'open head: an answer'],
  ] as const
  return (
    <ul className="legend">
      {lines.map(([drawing, words]) => (
        <li key={drawing}>
          <svg className="arrow lab" aria-hidden="true">
            <use href={`#i-${drawing}`} />
          </svg>
          {words}
        </li>
      ))}
      {children !== undefined && <li>{children}</li>}
    </ul>
  )
}

/** The messages under the parts of a sign-in to which they belong. */
function StagedList({
  messages,
  row,
}: {
  messages: readonly FlowMessage[]
  row: (message: FlowMessage) => ReactNode
}) {
  const id = useId()
  return (
    <ol className="messages">
      {inStages(messages).map(({ stage, members }, index) => (
        <li key={members[0]!.key} className="stage">
          <h3 id={`${id}-${index}`}>{stage}</h3>
          <ol aria-labelledby={`${id}-${index}`}>
            {members.map((message) => (
              <li key={message.key}>{row(message)}</li>
            ))}
          </ol>
        </li>
      ))}
    </ol>
  )
}

function inStages(messages: readonly FlowMessage[]) {
  const runs: { stage: string; members: FlowMessage[] }[] = []
  for (const message of messages) {
    const last = runs.at(-1)
    if (last?.stage === message.stage) last.members.push(message)
    else runs.push({ stage: message.stage, members: [message] })
  }
  return runs
}

/** Arrow keys go from message to message, Home and End to the first and last that are drawn. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.msg')]
  const at = rows.indexOf(document.activeElement as HTMLElement)
  if (at === -1) return
  const wanted = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
  const row = wanted === undefined ? undefined : rows[wanted]
  if (row === undefined) return
  event.preventDefault()
  row.focus()
}
