import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { prefix } from '../base.ts'
import { healthQuery, rolesQuery } from '../lab/lab-queries.ts'
import { Icon } from '../parts/icon.tsx'
import { RoleShape } from '../parts/role-shape.tsx'
import type { Unusual } from './unusual.tsx'

const nodes = [
  ['authserver', 'n1', 'Authorization server'],
  ['client', 'n2', 'Simple Web Page'],
  ['resserver', 'n3', 'Resource server'],
] as const

/** Who talks to whom, whether each answers, and what is not as usual where it happens. */
export function LabMap({ unusual }: { unusual: readonly Unusual[] }) {
  const { data: health = [] } = useQuery(healthQuery)
  const { data: roles } = useQuery(rolesQuery)
  return (
    <div className="map">
      <div className="node browser you">
        <RoleShape role="browser" size="l" />
        <p>
          <b>Browser</b>
          <span>you: resource owner</span>
        </p>
        <a className="node client inner" href={`${prefix}/spa/`}>
          <RoleShape role="client-public" size="m" />
          <p>
            <b>Single-page application</b>
            <span>runs in here</span>
          </p>
        </a>
      </div>
      <i className="wire front a1 browser" />
      <i className="wire front a2 browser" />
      <i className="wire a3 client" />
      <Link className="node door gate" to="/certificates">
        <RoleShape role="door" size="l" />
        <p>
          <b>Web server</b>
          <span>
            {location.protocol === 'https:' ? 'HTTPS' : 'HTTP'}, {location.port || '443'}
          </span>
        </p>
      </Link>
      <i className="wire front b1 browser" />
      <i className="wire front b2 browser" />
      <i className="wire b3 client" />
      {nodes.map(([role, place, name]) => {
        const lamp = health.find((one) => one.role === role)
        const isExternal = roles?.external.includes(role)
        return (
          <Link key={role} className={`node ${role} ${place}`} to={`/${role}`}>
            <RoleShape role={role} size="l" />
            <p>
              <b>{name}</b>
              <span className={lamp === undefined ? 'idle' : lamp.up ? 'pass' : 'fail'}>
                <i className="lamp" /> {wordsOf(lamp)}
              </span>
              {isExternal && <span>an external program</span>}
              {flagsOf(unusual, role).map(({ key, flag, icon, isWaived }) => (
                <span key={key} className={isWaived ? 'flag waive' : 'flag'}>
                  <Icon name={icon} className={isWaived ? 'state' : 'icon'} />
                  {flag}
                </span>
              ))}
            </p>
          </Link>
        )
      })}
      <span className="link client l1">
        <span>code for tokens</span>
      </span>
      <span className="link client l2">
        <span>request with token</span>
      </span>
      <span className="link resserver l3">
        <span>keys</span>
      </span>
    </div>
  )
}

function wordsOf(lamp: { up: boolean; ms: number } | undefined): string {
  if (lamp === undefined) return 'asked'
  return lamp.up ? `up, ${Math.round(lamp.ms)} ms` : 'no answer'
}

/** One flag of a kind at a role. */
function flagsOf(unusual: readonly Unusual[], role: string): Unusual[] {
  const own = unusual.filter((one) => one.role === role)
  return [...new Map(own.map((one) => [one.icon, one])).values()]
}
