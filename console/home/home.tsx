import { useQuery } from '@tanstack/react-query'
import { Suspense, lazy } from 'react'
import '../../kit/design/start.css'
import { base } from '../base.ts'
import { Foot } from '../frame/foot.tsx'
import { Plate } from '../frame/plate.tsx'
import { healthQuery, rolesQuery } from '../lab/lab-queries.ts'
import { useSandboxes } from '../lab/use-sandboxes.ts'
import { roleNames } from '../parts/role-shape.tsx'
import { useTitle } from '../parts/use-title.ts'
import { FirstSteps } from './first-steps.tsx'
import { LabMap } from './map.tsx'
import { MissingList, useMissing } from './missing.tsx'
import { Sandboxes } from './sandboxes.tsx'
import { UnusualList, useUnusual } from './unusual.tsx'

/** It reads a recording, and comes after the rest. */
const LastFlows = lazy(() => import('./last-flows.tsx'))

/** How the lab is: in words, as a map, and what is not as usual. */
export function Component() {
  useTitle('Home')
  const { unusual, ...deviations } = useUnusual()
  const { missing, ...steps } = useMissing()
  const sandboxes = useSandboxes()
  const roles = useQuery(rolesQuery)
  const isKnown = deviations.isKnown && steps.isKnown && sandboxes.isKnown && roles.isFetched
  const { data: health = [] } = useQuery(healthQuery)
  const down = health.filter(({ up }) => !up).map(({ role }) => roleNames[role].toLowerCase())
  return (
    <>
      <Plate section="/" />
      <main className="page home" id="main" tabIndex={-1}>
        <div className="head" hidden={!isKnown}>
          <h1>{headline(down, unusual.length)}</h1>
          <p className="quiet">
            Every role answers at <code>{base}</code>.
          </p>
        </div>
        {!isKnown && (
          <div className="card stack" aria-busy="true">
            <span className="hidden">Loading: how the lab is</span>
            <i className="wait" />
          </div>
        )}
        <div className="start" hidden={!isKnown}>
          <section className="map-card" aria-labelledby="map-title">
            <h2 className="hidden" id="map-title">
              Who talks to whom
            </h2>
            <LabMap unusual={unusual} />
            <MissingList items={missing} />
            <UnusualList items={unusual} />
            <ul className="legend">
              <li>
                <i className="wire front" />
                Front channel
              </li>
              <li>
                <i className="wire" />
                Direct call
              </li>
            </ul>
          </section>
          <div className="side">
            <FirstSteps />
            <Sandboxes />
          </div>
          <Suspense fallback={<i className="wait" />}>
            <LastFlows />
          </Suspense>
        </div>
      </main>
      <Foot />
    </>
  )
}

const words = ['no thing', 'one thing is', 'two things are', 'three things are', 'four things are']

function headline(down: readonly string[], unusual: number): string {
  if (down.length > 0) return `The lab is up; the ${down.join(' and the ')} does not answer`
  if (unusual === 0) return 'The lab is running'
  return `The lab is up; ${words[unusual] ?? `${unusual} things are`} not as usual`
}
