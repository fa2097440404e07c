import { Suspense, lazy, useEffect, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { Foot } from '../frame/foot.tsx'
import { Plate } from '../frame/plate.tsx'
import { Failure } from '../parts/failure.tsx'
import { useTitle } from '../parts/use-title.ts'
import '../../kit/design/flow.css'
import '../styles/lesson.css'
import '../styles/flow-held.css'
import './flow-added.css'
import { FlowList } from './flow-list.tsx'
import { useKeptFlows } from './keep/use-kept-flows.ts'
import { usePinnedFlows } from './keep/use-pinned-flows.ts'
import { withPinned } from './keep/with-pinned.ts'
import { OpenFlow } from './open-flow.tsx'
import type { ReadRecording } from './read-flows.ts'
import { useStepMode } from './step/use-step-mode.ts'
import { useRecording } from './use-recording.ts'

const TwoFlows = lazy(async () => {
  const { TwoFlows: flows } = await import('./compare/two-flows.tsx')
  return { default: flows }
})

/** The messages of the lab as they happen: a list of flows, or one of them opened. */
export function Component() {
  const { recorded, error, refetch, isLive, held, dropped } = useRecording()
  const step = useStepMode()
  const kept = useKeptFlows()
  const [params, setParams] = useSearchParams()
  const isKnown = recorded !== undefined && step.isKnown
  const recording = useMemo(
    () => (isKnown ? recorded.reader.read(recorded.entries) : undefined),
    [isKnown, recorded],
  )
  const pinned = usePinnedFlows(recording, kept[0])
  const read = useMemo(() => recording && withPinned(recording, pinned), [recording, pinned])
  const isWhole = recorded?.isWhole === true
  const made = madeWithin(read, params.get('within'))
  useEffect(() => {
    if (made !== undefined) setParams({ message: made }, { replace: true })
  }, [made, setParams])
  // A link may name the message alone.
  const message = params.get('message')
  const wanted =
    params.get('flow') ?? (message === null ? undefined : (read?.flowOf.get(message)?.id ?? 'all'))
  const flow = read?.flows.find(({ id }) => id === wanted)
  const beside = read?.flows.find(({ id }) => id === params.get('with'))
  useTitle(flow?.name ?? 'Flow')
  return (
    <>
      <Plate />
      <main className="console" id="main" tabIndex={-1}>
        {error !== null && recorded === undefined && (
          <Failure
            title="The recording can't be shown"
            error={error}
            again={() => void refetch()}
          />
        )}
        {read !== undefined && wanted === undefined && (
          <FlowList
            read={read}
            isWhole={isWhole}
            isLive={isLive}
            dropped={dropped}
            step={step}
            held={held}
            kept={kept[0]}
          />
        )}
        {flow !== undefined && beside !== undefined && (
          <Suspense fallback={<i className="wait" />}>
            <TwoFlows read={read!} left={flow} right={beside} />
          </Suspense>
        )}
        {read !== undefined && wanted !== undefined && beside === undefined && (
          <OpenFlow
            read={read}
            isWhole={isWhole}
            wanted={wanted}
            isLive={isLive}
            dropped={dropped}
            step={step}
            held={held}
            kept={kept}
          />
        )}
        {read === undefined && error === null && <Waiting />}
      </main>
      <Foot />
    </>
  )
}

/** The id of the last request that a role sent during a call: a link may name the call alone. */
function madeWithin(read: ReadRecording | undefined, call: string | null): string | undefined {
  if (read === undefined || call === null) return undefined
  const found = read.recording.exchanges.findLast(({ entry }) => entry._oauth?.parent === call)
  return found?.entry._oauth?.id
}

function Waiting() {
  return (
    <div className="run" aria-busy="true">
      <h1>Flow</h1>
      <span className="wait" />
    </div>
  )
}
