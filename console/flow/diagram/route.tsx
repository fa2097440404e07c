import { RoleShape, hueOf } from '../../parts/role-shape.tsx'
import { laneOf } from './lanes.ts'
import type { FlowMessage } from '../messages.ts'

/** Who speaks to whom, and how: shape, arrow, shape. */
export function Route({
  from,
  to,
  side,
  channel,
}: Pick<FlowMessage, 'from' | 'to' | 'side' | 'channel'>) {
  const [sender, receiver] = [laneOf(from), laneOf(to)]
  const says = side === 'ask' ? 'asks' : 'answers'
  return (
    <>
      <RoleShape role={sender.role} />
      {sender.name}
      <svg
        className={`arrow ${hueOf(sender.role)}`}
        role="img"
        aria-label={`${says}, ${channel} channel, to`}
      >
        <use href={`#i-${channel}-${side}`} />
      </svg>
      <RoleShape role={receiver.role} />
      {receiver.name}
    </>
  )
}
