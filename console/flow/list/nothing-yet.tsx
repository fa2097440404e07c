import { Link } from 'react-router'
import { prefix } from '../../base.ts'
import { useMissing } from '../../home/missing.tsx'

/** How the first flow comes: by a sign-in, or, where that can't work yet, by what is to be made first. */
export function NothingYet() {
  const {
    missing: [first],
    isKnown,
  } = useMissing()
  if (!isKnown) return null
  if (first !== undefined) {
    const { words, to } = first
    return (
      <p>
        No flow yet, and no sign-in can work: <Link to={to}>{words.toLowerCase()}</Link>.
      </p>
    )
  }
  return (
    <p>
      No flow yet. <a href={`${prefix}/client/application/`}>Sign in at the web page</a>, and its
      messages appear here.
    </p>
  )
}
