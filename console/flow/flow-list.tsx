import { Link } from 'react-router'
import type { HeldMessage } from '@oauth-lab/kit/interventions/intervention.ts'
import { prefix } from '../base.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { useListAddress } from '../parts/list-address.ts'
import { Pager } from '../parts/pager.tsx'
import { pinnedFirst } from './keep/kept-flows.ts'
import type { Kept, KeptFlows } from './keep/kept-flows.ts'
import { LiveLamp } from './live-lamp.tsx'
import type { ReadFlow, ReadRecording } from './read-flows.ts'
import { HeldList } from './step/held-list.tsx'
import { StepTools } from './step/step-tools.tsx'
import type { useStepMode } from './step/use-step-mode.ts'
import { Tally } from './tally.tsx'

/** Flows on one page. */
const size = 50

/** The flows that were recorded, the newest first. */
export function FlowList({
  read,
  isLive,
  step,
  held,
  kept,
}: {
  read: ReadRecording
  isLive: boolean
  step: ReturnType<typeof useStepMode>
  held: readonly HeldMessage[]
  kept: KeptFlows
}) {
  const { page, go } = useListAddress()
  const all = pinnedFirst(read.flows.toReversed(), kept)
  const flows = all.slice((page - 1) * size, page * size)
  return (
    <>
      <div className="run">
        <h1>Flow</h1>
        <p className="row">
          <LiveLamp isLive={isLive} />
        </p>
        <div className="row tools">
          <StepTools {...step} />
          <Link className="button small" to="?flow=all">
            All messages
          </Link>
        </div>
      </div>
      {(held.length > 0 || step.holding !== undefined) && (
        <div className="whole">
          <HeldList
            held={held}
            open={undefined}
            addressOf={(exchange) => `?flow=all&message=${encodeURIComponent(exchange)}`}
            release={(wanted) => step.release.mutate(wanted)}
          />
        </div>
      )}
      <section className="card list whole" aria-label="Flows">
        <table className="rows" role="table">
          <caption className="hidden">Flows, the newest first</caption>
          <thead role="rowgroup">
            <tr role="row">
              {['Flow', 'Began', 'Messages', 'Checks'].map((title) => (
                <th key={title} role="columnheader" scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {flows.map((flow) => (
              <FlowRow key={flow.id} flow={flow} kept={kept[flow.id]} />
            ))}
            {flows.length === 0 && (
              <tr role="row">
                <td role="cell" colSpan={4} className="blank-row">
                  <p>
                    No flow yet.{' '}
                    <a href={`${prefix}/client/application/`}>Sign in at the web page</a>, and its
                    messages appear here.
                  </p>
                </td>
              </tr>
            )}
          </tbody>
        </table>
        {all.length > 0 && <Pager total={all.length} page={page} size={size} go={go} />}
      </section>
    </>
  )
}

function FlowRow({ flow, kept }: { flow: ReadFlow; kept: Kept | undefined }) {
  const { id, number, name, exchanges } = flow
  const checks = exchanges.flatMap(({ entry }) => entry._oauth?.checks ?? [])
  const { labTime } = (exchanges[0]!.entry as ShownEntry)._oauth
  return (
    <tr role="row">
      <td role="cell" className="main">
        <Link to={`?flow=${encodeURIComponent(id)}`}>
          {number}. {kept?.name ?? name}
        </Link>
        {kept?.isPinned && <span className="touch">pinned</span>}
      </td>
      <td role="cell" data-label="Began">
        <time dateTime={labTime}>{labTime.slice(11, 19)}</time>
      </td>
      <td role="cell" data-label="Messages">
        {exchanges.length}
      </td>
      <td role="cell" data-label="Checks">
        <span className="row">
          <Tally checks={checks} />
        </span>
      </td>
    </tr>
  )
}
