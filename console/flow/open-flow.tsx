import { Suspense, lazy, useId, useMemo } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { HeldMessage } from '@oauth-lab/kit/interventions/intervention.ts'
import { prefix } from '../base.ts'
import { CompareMenu } from './compare/compare-menu.tsx'
import { Diagram } from './diagram/diagram.tsx'
import { Filters, useFilter } from './filter.tsx'
import { KeepMenu } from './keep/keep-menu.tsx'
import type { useKeptFlows } from './keep/use-kept-flows.ts'
import { LiveLamp } from './live-lamp.tsx'
import { MessageTable } from './message-table.tsx'
import { isHelper, messagesOf } from './messages.ts'
import type { FlowMessage } from './messages.ts'
import type { ReadRecording } from './read-flows.ts'
import { ShareMenu } from './share/share-menu.tsx'
import { HeldList } from './step/held-list.tsx'
import { Stepped } from './step/stepped.tsx'
import { StepTools } from './step/step-tools.tsx'
import type { Release, useStepMode } from './step/use-step-mode.ts'
import { Tally } from './tally.tsx'
import { Went } from './went.tsx'

// What explains a message is loaded when somebody opens one: the drawing is there before.
const MessagePanel = lazy(async () => {
  const { MessagePanel: panel } = await import('./panel/message-panel.tsx')
  return { default: panel }
})
const Editor = lazy(async () => {
  const { Editor: editor } = await import('./step/editor.tsx')
  return { default: editor }
})

/** One flow, or all messages: the drawing, and the message that is open. */
export function OpenFlow({
  read,
  isWhole,
  wanted,
  isLive,
  dropped,
  step,
  held,
  kept: [kept, keep],
}: {
  read: ReadRecording
  /** Whether all is read; the newest come first. */
  isWhole: boolean
  /** A flow's id, or `all`. */
  wanted: string
  isLive: boolean
  /** How many exchanges went for want of room. */
  dropped: number
  step: ReturnType<typeof useStepMode>
  held: readonly HeldMessage[]
  kept: ReturnType<typeof useKeptFlows>
}) {
  const [params, setParams] = useSearchParams()
  const navigate = useNavigate()
  const flow = read.flows.find(({ id }) => id === wanted)
  const exchanges = flow?.exchanges ?? (wanted === 'all' ? read.recording.exchanges : [])
  const [open, side] = [params.get('message'), params.get('side') ?? 'ask']
  const hasHelpers = params.get('helpers') === 'true'
  const helpers = useMemo(() => exchanges.filter(isHelper), [exchanges])
  const messages = useMemo(() => {
    const isDrawn = (one: (typeof exchanges)[number]) =>
      hasHelpers || one.entry._oauth?.id === open || !isHelper(one)
    return messagesOf(exchanges.filter(isDrawn), { prefix })
  }, [exchanges, hasHelpers, open])
  const chosen = messages.find((one) => one.exchange.entry._oauth?.id === open && one.side === side)
  const checks = useMemo(() => messages.flatMap((one) => one.checks), [messages])
  const addressWith = (changes: Record<string, string | undefined>) => {
    const next = new URLSearchParams(params)
    next.set('flow', wanted)
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) next.delete(name)
      else next.set(name, value)
    }
    return `?${next.toString()}`
  }
  const addressOf = ({ exchange, side: half }: FlowMessage) =>
    addressWith({
      message: exchange.entry._oauth!.id,
      side: half === 'ask' ? undefined : half,
    })
  const close = () => {
    void navigate(addressWith({ message: undefined, side: undefined }), {
      preventScrollReset: true,
    })
    document
      .querySelector<HTMLElement>(`[data-message="${CSS.escape(chosen?.key ?? '')}"]`)
      ?.focus()
  }
  const waits = held.find(({ exchange }) => exchange === open)
  const addressOfHeld = (exchange: string) => addressWith({ message: exchange, side: undefined })
  const release = (wanted: Release) => step.release.mutate(wanted)
  const last = messages.at(-1)
  const fits = useFilter()
  const shown = messages.filter((one) => fits(one))
  const isTable = params.get('view') === 'table'
  const own = flow && kept[flow.id]
  const name = own?.name ?? flow?.name ?? 'All messages'
  return (
    <>
      <div className="run">
        <h1>{flow || wanted === 'all' || !isWhole ? name : 'This flow is gone'}</h1>
        <p className="row">
          <LiveLamp isLive={isLive} />
          {!isWhole && <span>Earlier messages are being read</span>}
          {flow && isWhole && flow.number === undefined && (
            <span>Kept in this browser, its secrets hidden. The recording has it no more.</span>
          )}
          {flow && isWhole && flow.number !== undefined && (
            <span>
              flow <code>{flow.number}</code>
            </span>
          )}
          <Tally checks={checks} words />
          {wanted === 'all' && <Went count={dropped} />}
        </p>
        <div className="row tools">
          <StepTools {...step} />
          <ViewChoice isTable={isTable} choose={(view) => void navigate(addressWith({ view }))} />
          {flow && read.flows.length > 1 && (
            <CompareMenu
              flow={flow}
              flows={read.flows}
              choose={(other) =>
                void navigate(addressWith({ with: other, message: undefined, side: undefined }))
              }
            />
          )}
          {flow && <KeepMenu kept={own ?? {}} set={(one) => keep(flow.id, one)} />}
          <ShareMenu messages={shown} name={name} />
          <Link className="button small" to="/flow">
            All flows
          </Link>
        </div>
      </div>
      <div className="filters">
        <Filters />
      </div>
      {isTable ? (
        <MessageTable messages={shown} addressOf={addressOf} chosen={chosen?.key} />
      ) : exchanges.length === 0 && wanted !== 'all' && isWhole ? (
        <p>Its messages went for want of room, or the lab was reset since.</p>
      ) : (
        <div className={isWhole ? 'drawn' : 'drawn uncounted'}>
          <Diagram
            messages={shown}
            addressOf={addressOf}
            chosen={chosen?.key ?? waits?.exchange}
            held={held}
            addressOfHeld={addressOfHeld}
            {...(wanted === 'all' && { timeOf: timeOfDay })}
            waiting={
              isLive &&
              held.length === 0 && (
                <>
                  <span className="pass">
                    <i className="lamp" />
                  </span>
                  Waiting for message {(last?.number ?? 0) + 1}
                </>
              )
            }
            legend={
              helpers.length > 0 && (
                <button
                  className="undo"
                  type="button"
                  onClick={() =>
                    setParams(addressWith({ helpers: hasHelpers ? undefined : 'true' }))
                  }
                >
                  {hasHelpers ? 'Hide' : 'Show'} {helpers.length} helper exchanges
                </button>
              )
            }
          />
          <Stepped messages={messages} addressOf={addressOf} />
        </div>
      )}
      <div className={chosen || waits ? 'panels open' : 'panels'}>
        {(held.length > 0 || step.holding !== undefined) && (
          <HeldList
            held={held}
            open={open ?? undefined}
            addressOf={addressOfHeld}
            release={release}
          />
        )}
        <Suspense fallback={<i className="wait" />}>
          {waits && (
            <Editor
              key={`${waits.exchange} ${waits.at}`}
              message={waits}
              release={release}
              error={step.release.error}
              close={close}
            />
          )}
          {chosen && !waits && (
            <MessagePanel
              key={chosen.key}
              message={chosen}
              messages={messages}
              recording={read.recording}
              addressOf={addressOf}
              close={close}
            />
          )}
        </Suspense>
      </div>
    </>
  )
}

function ViewChoice({
  isTable,
  choose,
}: {
  isTable: boolean
  choose: (view: string | undefined) => void
}) {
  const name = useId()
  const views = [
    ['Drawing', !isTable, undefined],
    ['Table', isTable, 'table'],
  ] as const
  return (
    <fieldset className="choice">
      <legend className="hidden">Show the messages as</legend>
      {views.map(([label, isChosen, view]) => (
        <label key={label}>
          <input type="radio" name={name} checked={isChosen} onChange={() => choose(view)} />
          {label}
        </label>
      ))}
    </fieldset>
  )
}

function timeOfDay({ exchange }: FlowMessage): string {
  return (exchange.entry._oauth?.labTime ?? '').slice(11, 19)
}
