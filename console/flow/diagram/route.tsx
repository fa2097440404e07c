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
  return (
    <>
      <RoleShape role={sender.role} />
      {sender.name}
      <svg
        className={`arrow ${hueOf(sender.role)}`}
        role="img"
        aria-label={saysTo({ side, channel })}
      >
        <use href={`#i-${channel}-${side}`} />
      </svg>
      <RoleShape role={receiver.role} />
      {receiver.name}
    </>
  )
}

/** The same in words, for rows whose line shows it: thousands of drawings that nobody sees take their time. */
export function routeWords({
  from,
  to,
  side,
  channel,
}: Pick<FlowMessage, 'from' | 'to' | 'side' | 'channel'>): string {
  return `${laneOf(from).name} ${saysTo({ side, channel })} ${laneOf(to).name}`
}

function saysTo({ side, channel }: Pick<FlowMessage, 'side' | 'channel'>): string {
  return `${side === 'ask' ? 'asks' : 'answers'}, ${channel} channel, to`
}
