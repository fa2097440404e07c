import { Link } from 'react-router'
import type { To } from 'react-router'
import type { HeldMessage } from '@oauth-lab/kit/interventions/intervention.ts'
import { Icon } from '../../parts/icon.tsx'
import { laneOf } from '../diagram/lanes.ts'
import { partiesOfHeld } from './held-party.ts'
import type { Release } from './use-step-mode.ts'
import { padded, useSecondsSince } from './hold-time.tsx'

/** The messages that wait, each a link to its editor. */
export function HeldList({
  held,
  open,
  addressOf,
  release,
}: {
  held: readonly HeldMessage[]
  /** The exchange that is open. */
  open: string | undefined
  addressOf: (exchange: string) => To
  release: (wanted: Release) => void
}) {
  const count = held.length
  return (
    <section className="card holds" aria-labelledby="holds-title">
      <header>
        <span className="hold">
          <i className="lamp" />
        </span>
        <h2 id="holds-title" aria-live="polite">
          {count === 0
            ? 'No message is held'
            : count === 1
              ? 'One message is held'
              : `${count} messages are held`}
        </h2>
        {count > 1 && (
          <button className="button small" type="button" onClick={() => release({})}>
            <Icon name="release" />
            Release together
          </button>
        )}
      </header>
      {count === 0 ? (
        <p className="why">The next one that fits waits here until you release it.</p>
      ) : (
        <ol>
          {held.map((message, index) => (
            <HeldItem
              key={`${message.exchange} ${message.at}`}
              message={message}
              number={index + 1}
              isOpen={message.exchange === open}
              to={addressOf(message.exchange)}
            />
          ))}
        </ol>
      )}
    </section>
  )
}

function HeldItem({
  message,
  number,
  isOpen,
  to,
}: {
  message: HeldMessage
  number: number
  isOpen: boolean
  to: To
}) {
  const { name, from } = partiesOfHeld(message)
  const seconds = useSecondsSince(message.since)
  const waits = message.at === 'request' ? 'waits' : 'has answered, and the other side waits'
  return (
    <li>
      <span className="n">{number}</span>
      <Link to={to} preventScrollReset {...(isOpen && { 'aria-current': true })}>
        {name}
      </Link>
      <span className="hold">{padded(seconds)} s</span>
      <p>
        {laneOf(from).name} {waits}
      </p>
    </li>
  )
}
