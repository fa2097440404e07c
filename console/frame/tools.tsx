import { NavLink, useLocation } from 'react-router'
import { Plate } from './plate.tsx'
import { Railed } from './railed.tsx'

const groups = [
  [
    ['/token', 'Token tool'],
    ['/try', 'Try it'],
  ],
  [
    ['/policy', 'Policy'],
    ['/interventions', 'Interventions'],
    ['/clock', 'Clock'],
  ],
  [
    ['/recording', 'Recording'],
    ['/snapshots', 'Snapshots'],
    ['/certificates', 'Certificates'],
  ],
] as const

/** The tools of the whole lab: a rail at the left, one of them open. */
export function Component() {
  const { pathname } = useLocation()
  const open = groups.flat().find(([path]) => pathname.startsWith(path))
  return (
    <Railed
      plate={<Plate section="/tools" />}
      label="Tools"
      open={open?.[1] ?? 'Tools'}
      rail={<Rail />}
    />
  )
}

function Rail() {
  return groups.map((links, index) => (
    <ul key={index}>
      {links.map(([to, name]) => (
        <li key={to}>
          <NavLink to={to}>{name}</NavLink>
        </li>
      ))}
    </ul>
  ))
}
