import { memo } from 'react'
import { Link } from 'react-router'
import type { To } from 'react-router'
import { hueOf } from '../../parts/role-shape.tsx'
import { Touch, interventionsOf } from '../step/touch.tsx'
import { Tally } from '../tally.tsx'
import type { FlowMessage } from '../messages.ts'
import type { Lane } from './lanes.ts'
import { laneOf } from './lanes.ts'
import { Route, routeWords } from './route.tsx'

export interface RowLooks {
  to: To
  isChosen: boolean
  isPinned: boolean
  /** Who speaks to whom is drawn by shapes, where there is no line. */
  hasShapes: boolean
  /** When it was sent: seconds after the flow began, or a time of day. */
  at: string
}

/** A message of the drawing: a link that opens it. */
export const MessageRow = memo(function MessageRow({
  message,
  lanes,
  to,
  isChosen,
  isPinned,
  hasShapes,
  at,
}: { message: FlowMessage; lanes: readonly Lane[] } & RowLooks) {
  const { number, name, short, channel, side, checks, from } = message
  const isFailed = checks.some(({ outcome }) => outcome === 'failed')
  const isWaived = !isFailed && checks.some(({ outcome }) => outcome === 'waived')
  const isTouched = side === 'ask' && interventionsOf(message.exchange).length > 0
  const { label, isLate, columns, isLeftward } = placeOf(message, lanes)
  const looks = ['msg', hueOf(laneOf(from).role), isFailed && 'failed', isWaived && 'waived']
  return (
    <Link
      className={[...looks, isPinned && 'pinned', isTouched && 'touched'].filter(Boolean).join(' ')}
      to={to}
      preventScrollReset
      data-message={message.key}
      {...(isChosen && { 'aria-current': true })}
    >
      <span className="n">
        {isPinned && <span className="hidden">pinned, message </span>}
        {number}
      </span>
      <span className="route">{hasShapes ? <Route {...message} /> : routeWords(message)}</span>
      <span className={isLate ? 'what late' : 'what'} style={label}>
        <b>{name}</b> <code>{short}</code> {isTouched && <Touch exchange={message.exchange} />}
      </span>
      <i className={`wire ${channel} ${side}${isLeftward ? ' leftward' : ''}`} style={columns} />
      <span className="seen">
        <Tally checks={checks} />
      </span>
      <span className="at">{at}</span>
    </Link>
  )
})

/** The columns from lane to lane: each lane is the line between the two halves of its column. */
export function placeOf({ from, to }: Pick<FlowMessage, 'from' | 'to'>, lanes: readonly Lane[]) {
  const [start, end] = [from, to].map((party) => lanes.findIndex((lane) => lane.party === party))
  const line = (lane: number) => 3 + 2 * lane
  const [left, right] = [Math.min(start!, end!), Math.max(start!, end!)]
  const last = left === right ? line(left) + 1 : line(right)
  // Near the right edge there is no room behind the line, but before it.
  const isLate = left >= lanes.length - 2
  const label = { gridColumn: `${isLate ? 2 : line(left)} / -3` }
  return {
    label,
    isLate,
    columns: { gridColumn: `${line(left)} / ${last}` },
    isLeftward: start! > end!,
  }
}
