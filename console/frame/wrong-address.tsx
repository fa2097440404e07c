import { Link } from 'react-router'
import { useTitle } from '../parts/use-title.ts'
import { Plate } from './plate.tsx'

/** The console has no page at this address. */
export function WrongAddress() {
  useTitle('No such page')
  return (
    <>
      <Plate />
      <main className="page" id="main">
        <h1>The console has no such page</h1>
        <p>
          <Link to="/">Home</Link> leads to all that there is.
        </p>
      </main>
    </>
  )
}
