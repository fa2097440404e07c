import { Link } from 'react-router'
import type { To } from 'react-router'
import type { HeldMessage } from '@oauth-lab/kit/interventions/intervention.ts'
import { hueOf } from '../../parts/role-shape.tsx'
import { placeOf } from '../diagram/message-row.tsx'
import { laneOf } from '../diagram/lanes.ts'
import type { Lane } from '../diagram/lanes.ts'
import { Route } from '../diagram/route.tsx'
import { HoldTime } from './hold-time.tsx'
import { partiesOfHeld } from './held-party.ts'

/** A held message in the drawing: its line ends at two bars. */
export function HeldRow({
  message,
  lanes,
  number,
  to,
  isChosen,
}: {
  message: HeldMessage
  lanes: readonly Lane[]
  number: number
  to: To
  isChosen: boolean
}) {
  const parties = partiesOfHeld(message)
  const { label, columns, isLeftward, isLate } = placeOf(parties, lanes)
  return (
    <Link
      className={`msg held ${hueOf(laneOf(parties.from).role)}`}
      to={to}
      preventScrollReset
      {...(isChosen && { 'aria-current': true })}
    >
      <span className="n">{number}</span>
      <span className="route">
        <Route {...parties} />
      </span>
      <span className={isLate ? 'what late' : 'what'} style={label}>
        <b>{parties.name}</b>
      </span>
      <i
        className={`wire ${parties.channel} ${parties.side}${isLeftward ? ' leftward' : ''}`}
        style={columns}
      />
      <span className="seen">
        <HoldTime since={message.since} />
      </span>
    </Link>
  )
}
