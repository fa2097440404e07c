import { Link } from 'react-router'
import { Foot } from '../frame/foot.tsx'
import { Plate } from '../frame/plate.tsx'
import { RoleShape, roleNames } from '../parts/role-shape.tsx'
import { useTitle } from '../parts/use-title.ts'

const portals = [
  ['authserver', 'Its server definition, clients, users, tokens, keys, sessions and consents.'],
  ['client', 'The servers that it knows, and its configurations at them.'],
  ['resserver', 'The server whose tokens it takes, what it asks of them, and whom they stand for.'],
] as const

/** The way to each instance's portal. */
export function Component() {
  useTitle('Portals')
  return (
    <>
      <Plate />
      <main className="page" id="main" tabIndex={-1}>
        <div className="portal-head">
          <div>
            <h1>Portals</h1>
            <p>Each instance is managed by itself, as servers of different owners are.</p>
          </div>
        </div>
        <ul className="portals">
          {portals.map(([role, words]) => (
            <li key={role} className="card">
              <h2>
                <RoleShape role={role} size="m" /> <Link to={`/${role}`}>{roleNames[role]}</Link>
              </h2>
              <p className="quiet">{words}</p>
            </li>
          ))}
        </ul>
      </main>
      <Foot />
    </>
  )
}
