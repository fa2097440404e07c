import { NavLink, Outlet, useLocation } from 'react-router'
import { Foot } from './foot.tsx'
import { Plate } from './plate.tsx'

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
    <>
      <Plate section="/tools" />
      <main className="portal" id="main" tabIndex={-1}>
        <nav className="rail" aria-label="Tools">
          <Rail />
        </nav>
        <details className="sections" key={pathname}>
          <summary>{open?.[1] ?? 'Tools'}</summary>
          <nav className="rail" aria-label="Tools">
            <Rail />
          </nav>
        </details>
        <div>
          <Outlet />
        </div>
      </main>
      <Foot />
    </>
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
