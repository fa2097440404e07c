import { Link } from 'react-router'
import { Foot } from '../frame/foot.tsx'
import { Plate } from '../frame/plate.tsx'
import { base } from '../base.ts'
import { useTitle } from '../parts/use-title.ts'

/** The console's home. */
export function Component() {
  useTitle('Home')
  return (
    <>
      <Plate />
      <main className="page home" id="main" tabIndex={-1}>
        <div className="head">
          <h1>The lab is running</h1>
          <p className="quiet">
            Every role answers at <code>{base}</code>.
          </p>
        </div>
        <p>
          <Link to="/authserver">Authorization server</Link>
        </p>
      </main>
      <Foot />
    </>
  )
}
