import { Link, useLocation } from 'react-router'
import { prefix } from '../base.ts'
import { Icon } from '../parts/icon.tsx'
import { RoleShape, hueOf, roleNames } from '../parts/role-shape.tsx'
import type { RoleName } from '../parts/role-shape.tsx'
import { Offline } from './offline.tsx'
import { LabClock } from './lab-clock.tsx'
import { SandboxMenu } from './sandbox-menu.tsx'

const places = [
  ['/', 'Home'],
  ['/flow', 'Flow'],
  ['/lessons', 'Lessons'],
  ['/portals', 'Portals'],
  ['/tools', 'Tools'],
] as const

/** The bar on top: who speaks, the way through the lab, the sandbox and its clock. */
export function Plate({
  role,
  section = role && '/portals',
}: {
  role?: RoleName | undefined
  /** Which of the lab's places is open, where the address does not say it. */
  section?: string | undefined
}) {
  const { pathname } = useLocation()
  const open = section ?? `/${pathname.split('/')[1]}`
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className={`plate ${role === undefined ? 'lab' : hueOf(role)}`}>
        <a className="brand" href={`${prefix}/`}>
          <Icon name="lab" />
          <span className="name">OAuth Lab</span>
        </a>
        {role !== undefined && (
          <>
            <span className="speaker">
              <RoleShape role={role} size="m" />
              {roleNames[role]}
            </span>
            <code className="at">{`${location.host}${prefix}/${hueOf(role)}`}</code>
          </>
        )}
        <nav aria-label="Lab">
          <ul>
            {places.map(([to, name]) => (
              <li key={to}>
                <Link to={to} {...(to === open && { 'aria-current': 'page' as const })}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="where">
          <SandboxMenu />
          <LabClock />
        </div>
      </header>
      <Offline />
    </>
  )
}
