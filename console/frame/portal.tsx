import type { ReactNode } from 'react'
import { NavLink, useLocation } from 'react-router'
import { RoleShape, roleNames } from '../parts/role-shape.tsx'
import type { RoleName } from '../parts/role-shape.tsx'
import { Plate } from './plate.tsx'
import { Railed } from './railed.tsx'

export interface Section {
  /** Below the portal's own path. */
  path: string
  name: string
  count?: number | undefined
}

const portals: readonly [path: string, RoleName][] = [
  ['/authserver', 'authserver'],
  ['/client', 'client'],
  ['/resserver', 'resserver'],
]

/** A portal: its sections in groups at the left, one of them open. */
export function Portal({
  role,
  path,
  groups,
}: {
  role: RoleName
  path: string
  groups: readonly (readonly Section[])[]
}) {
  const { pathname } = useLocation()
  const open = groups.flat().find((section) => pathname.startsWith(`${path}/${section.path}`))
  return (
    <Railed
      plate={<Plate role={role} />}
      label="Sections of this portal"
      open={open?.name ?? roleNames[role]}
      rail={<Rail path={path} groups={groups} />}
    />
  )
}

function Rail({ path, groups }: { path: string; groups: readonly (readonly Section[])[] }) {
  return (
    <>
      {groups.map((sections, index) => (
        <ul key={index}>
          {sections.map(({ path: section, name, count }) => (
            <li key={section}>
              <NavLink to={`${path}/${section}`}>
                {name}
                {count !== undefined && <span className="count">{count.toLocaleString('en')}</span>}
              </NavLink>
            </li>
          ))}
        </ul>
      ))}
      <h2>Other portals</h2>
      <ul>
        {portals
          .filter(([other]) => other !== path)
          .map(([other, role]) => (
            <li key={other}>
              <NavLink to={other}>
                <RoleShape role={role} />
                {roleNames[role]}
              </NavLink>
            </li>
          ))}
      </ul>
    </>
  )
}

/** The head of a portal's section: its one `h1`, a sentence, and what can be done. */
export function PortalHead({
  title,
  children,
  trail,
  actions,
}: {
  title: ReactNode
  children?: ReactNode
  /** The way back to the list. */
  trail?: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className="portal-head">
      <div>
        {trail && <p className="trail">{trail}</p>}
        <h1>{title}</h1>
        {children}
      </div>
      {actions && <div className="row">{actions}</div>}
    </header>
  )
}
