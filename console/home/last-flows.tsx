import { useMemo } from 'react'
import { Link } from 'react-router'
import { prefix } from '../base.ts'
import { messagesOf } from '../flow/messages.ts'
import { Tally } from '../flow/tally.tsx'
import { useRecording } from '../flow/use-recording.ts'
import { LabMoment } from '../parts/times.tsx'

/** The last five flows, the newest first. */
export default function LastFlows() {
  const { recorded, isPending } = useRecording()
  const flows = useMemo(
    () => recorded?.reader.read(recorded.entries).flows.toReversed() ?? [],
    [recorded],
  )
  if (isPending) return <i className="wait" />
  if (flows.length === 0) return null
  return (
    <section className="card list" aria-labelledby="flows-title">
      <header className="list-head">
        <h2 id="flows-title">Last flows</h2>
        <Link className="note" to="/flow">
          All flows
        </Link>
      </header>
      <table className="rows" role="table" aria-labelledby="flows-title">
        <thead role="rowgroup">
          <tr role="row">
            {['Flow', 'Checks', 'Began'].map((head) => (
              <th key={head} role="columnheader" scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {flows.slice(0, 5).map(({ id, number, name, exchanges }) => {
            const checks = messagesOf(exchanges, { prefix }).flatMap((message) => message.checks)
            const { startedDateTime } = exchanges[0]!.entry
            return (
              <tr role="row" key={id}>
                <td role="cell" className="main name">
                  <span>
                    {recorded?.isWhole && <code>{number}</code>}{' '}
                    <Link to={`/flow?flow=${id}`}>{name}</Link>
                  </span>
                </td>
                <td role="cell" data-label="Checks">
                  <span>
                    <Tally checks={checks} />
                  </span>
                </td>
                <td role="cell" data-label="Began">
                  <LabMoment iso={startedDateTime ?? ''} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
