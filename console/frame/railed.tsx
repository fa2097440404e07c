import type { ReactNode } from 'react'
import { Outlet, useLocation } from 'react-router'
import { Foot } from './foot.tsx'

/** A page with a rail at the left and one of its places open; on a phone the rail is one button. */
export function Railed({
  plate,
  label,
  open,
  rail,
}: {
  plate: ReactNode
  /** What the rail is, for who listens. */
  label: string
  /** The name of the place that is open. */
  open: string
  rail: ReactNode
}) {
  const { pathname } = useLocation()
  return (
    <>
      {plate}
      <main className="portal" id="main" tabIndex={-1}>
        <nav className="rail" aria-label={label}>
          {rail}
        </nav>
        <details className="sections" key={pathname}>
          <summary>{open}</summary>
          <nav className="rail" aria-label={label}>
            {rail}
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
