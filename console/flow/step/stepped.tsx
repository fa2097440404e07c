import { Link } from 'react-router'
import type { To } from 'react-router'
import type { FlowMessage } from '../messages.ts'
import { Touch, interventionsOf } from './touch.tsx'

/** Who stepped in: the messages that somebody held, changed, delayed, answered or dropped on purpose. */
export function Stepped({
  messages,
  addressOf,
}: {
  messages: readonly FlowMessage[]
  addressOf: (message: FlowMessage) => To
}) {
  const touched = messages.filter(
    ({ side, exchange }) => side === 'ask' && interventionsOf(exchange).length > 0,
  )
  if (touched.length === 0) return null
  return (
    <section className="card stepped" aria-labelledby="stepped-title">
      <h2 id="stepped-title">Who stepped in</h2>
      <ol>
        {touched.map((message) => (
          <li key={message.key}>
            <Link className="pin" to={addressOf(message)} preventScrollReset>
              <span className="hidden">message </span>
              {message.number}
            </Link>
            <p>
              {message.name} <Touch exchange={message.exchange} />
            </p>
          </li>
        ))}
      </ol>
      <p className="note">
        <Link to="/interventions">What is done to messages from now on</Link>
      </p>
    </section>
  )
}
