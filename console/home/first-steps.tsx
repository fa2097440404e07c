import { useState } from 'react'
import { Link } from 'react-router'
import { prefix } from '../base.ts'

const hidden = 'oauth-lab first steps hidden'

/** What a newcomer does first; who has seen it hides it for good. */
export function FirstSteps() {
  const [isHidden, setIsHidden] = useState(() => localStorage.getItem(hidden) !== null)
  if (isHidden) return null
  const hide = () => {
    localStorage.setItem(hidden, 'yes')
    setIsHidden(true)
  }
  return (
    <section className="first" aria-labelledby="first-title">
      <h2 id="first-title">What to do first</h2>
      <ol>
        <li>
          <Link to="/lessons">Begin the first lesson</Link>
          <p>The roles and the map: who talks to whom. Nothing to set up.</p>
        </li>
        <li>
          <a href={`${prefix}/client/application/`}>Sign in to the simple web page</a>
          <p>
            Use <code>developer</code> and <code>test</code>, and allow what it asks for.
          </p>
        </li>
        <li>
          <Link to="/flow">Look at what was said</Link>
          <p>Every message between the roles, with what it means and which check decided.</p>
        </li>
      </ol>
      <p className="note later">
        <button className="undo" type="button" onClick={hide}>
          Hide these steps
        </button>
      </p>
    </section>
  )
}
