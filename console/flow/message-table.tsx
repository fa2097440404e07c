import { Link } from 'react-router'
import type { To } from 'react-router'
import { Pager } from '../parts/pager.tsx'
import { useListAddress } from '../parts/list-address.ts'
import { laneOf } from './diagram/lanes.ts'
import type { FlowMessage } from './messages.ts'
import { Tally } from './tally.tsx'

const size = 100
const titles = ['Number', 'Message', 'From', 'To', 'Channel', 'Checks']

/** The same messages as the drawing has, as a table. */
export function MessageTable({
  messages,
  addressOf,
  chosen,
}: {
  messages: readonly FlowMessage[]
  addressOf: (message: FlowMessage) => To
  chosen: string | undefined
}) {
  const { page, go } = useListAddress()
  const shown = messages.slice((page - 1) * size, page * size)
  return (
    <section className="card list" aria-label="Messages">
      <table className="rows" role="table">
        <caption className="hidden">Messages, in order of time</caption>
        <thead role="rowgroup">
          <tr role="row">
            {titles.map((title) => (
              <th key={title} role="columnheader" scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {shown.map((message) => (
            <tr
              key={message.key}
              role="row"
              className={message.key === chosen ? 'chosen' : undefined}
            >
              <td role="cell" data-label="Number">
                {message.number}
              </td>
              <td role="cell" className="main">
                <Link to={addressOf(message)} preventScrollReset data-message={message.key}>
                  {message.name}
                </Link>{' '}
                <code>{message.short}</code>
              </td>
              <td role="cell" data-label="From">
                {laneOf(message.from).name}
              </td>
              <td role="cell" data-label="To">
                {laneOf(message.to).name}
              </td>
              <td role="cell" data-label="Channel">
                {message.channel}
              </td>
              <td role="cell" data-label="Checks">
                <span className="row">
                  <Tally checks={message.checks} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Pager total={messages.length} page={page} size={size} go={go} />
    </section>
  )
}
