import { Link } from 'react-router'
import type { HeldMessage } from '@oauth-lab/kit/interventions/intervention.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { useListAddress } from '../parts/list-address.ts'
import { NothingFound } from '../parts/nothing-found.tsx'
import { Pager } from '../parts/pager.tsx'
import { pinnedFirst } from './keep/kept-flows.ts'
import type { Kept, KeptFlows } from './keep/kept-flows.ts'
import { LiveLamp } from './live-lamp.tsx'
import { isWanted } from './list/flow-facts.ts'
import { FlowFilters, useClientNames } from './list/flow-filters.tsx'
import { NothingYet } from './list/nothing-yet.tsx'
import type { ReadFlow, ReadRecording } from './read-flows.ts'
import { HeldList } from './step/held-list.tsx'
import { StepTools } from './step/step-tools.tsx'
import type { useStepMode } from './step/use-step-mode.ts'
import { Tally } from './tally.tsx'
import { Went } from './went.tsx'

/** Flows on one page. */
const size = 50

/** The flows that were recorded, the newest first. */
export function FlowList({
  read,
  isWhole,
  isLive,
  dropped,
  step,
  held,
  kept,
}: {
  read: ReadRecording
  /** Whether all is read; the newest come first. */
  isWhole: boolean
  isLive: boolean
  /** How many exchanges went for want of room. */
  dropped: number
  step: ReturnType<typeof useStepMode>
  held: readonly HeldMessage[]
  kept: KeptFlows
}) {
  const { page, go, search, filters, clear } = useListAddress()
  const nameOf = useClientNames()
  const wanted = { ...filters, search, failed: filters['failed'] === 'true' }
  const isNarrowed = search !== '' || Object.keys(filters).length > 0
  const fitting = read.flows.filter((flow) =>
    isWanted(flow, wanted, [kept[flow.id]?.name ?? '', nameOf(flow.client ?? '')]),
  )
  const all = pinnedFirst(fitting.toReversed(), kept)
  const flows = all.slice((page - 1) * size, page * size)
  return (
    <>
      <div className="run">
        <h1>Flow</h1>
        <p className="row">
          <LiveLamp isLive={isLive} />
          <Went count={dropped} />
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
        <FlowFilters flows={read.flows} nameOf={nameOf} />
        <table className="rows flows" role="table">
          <caption className="hidden">Flows, the newest first</caption>
          <thead role="rowgroup">
            <tr role="row">
              {['Flow', 'Client', 'Began', 'Messages', 'Checks'].map((title) => (
                <th key={title} role="columnheader" scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {flows.map((flow) => (
              <FlowRow
                key={flow.id}
                flow={flow}
                client={nameOf(flow.client ?? '')}
                isCounted={isWhole}
                kept={kept[flow.id]}
              />
            ))}
            {flows.length === 0 && (
              <tr role="row">
                <td role="cell" colSpan={5} className="blank-row">
                  {isWhole && (isNarrowed ? <NothingFound clear={clear} /> : <NothingYet />)}
                </td>
              </tr>
            )}
          </tbody>
        </table>
        {isWhole && all.length > 0 && <Pager total={all.length} page={page} size={size} go={go} />}
        {!isWhole && <p className="pager">Earlier flows are being read.</p>}
      </section>
    </>
  )
}

function FlowRow({
  flow,
  client,
  isCounted,
  kept,
}: {
  flow: ReadFlow
  client: string
  /** Whether its number is known. */
  isCounted: boolean
  kept: Kept | undefined
}) {
  const { id, number, name, exchanges } = flow
  const checks = exchanges.flatMap(({ entry }) => entry._oauth?.checks ?? [])
  const { labTime } = (exchanges[0]!.entry as ShownEntry)._oauth
  return (
    <tr role="row">
      <td role="cell" className="main">
        <Link to={`?flow=${encodeURIComponent(id)}`}>
          {isCounted && number !== undefined && `${number}. `}
          {kept?.name ?? name}
        </Link>
        {kept?.isPinned && (
          <span className="touch">
            {number === undefined ? 'pinned, kept in this browser' : 'pinned'}
          </span>
        )}
      </td>
      <td role="cell" data-label="Client">
        {client}
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
