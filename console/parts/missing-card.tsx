import type { ReactNode } from 'react'
import { Link } from 'react-router'

/** A page that needs something first: what is missing, and the way to where it is made. */
export function MissingCard({
  title,
  to,
  action,
  children,
}: {
  title: string
  to: string
  action: string
  children: ReactNode
}) {
  return (
    <section className="card begin stack">
      <h2>{title}</h2>
      {children}
      <p className="row">
        <Link className="button primary" to={to}>
          {action}
        </Link>
      </p>
    </section>
  )
}
