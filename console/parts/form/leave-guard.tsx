import { useEffect } from 'react'
import { useBlocker } from 'react-router'
import { Question } from '../question.tsx'

/** The page, and the row that is open beside its list. */
const placeOf = ({ pathname, search }: { pathname: string; search: string }) =>
  JSON.stringify([pathname, new URLSearchParams(search).get('open')])

/** Asks once before unsaved changes are left behind. */
export function LeaveGuard({ isOn }: { isOn: boolean }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isOn && placeOf(currentLocation) !== placeOf(nextLocation),
  )
  useEffect(() => {
    if (!isOn) return undefined
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isOn])
  return (
    <Question
      isOpen={blocker.state === 'blocked'}
      title="Leave without saving?"
      keep="Stay here"
      go="Leave"
      onKeep={() => blocker.reset?.()}
      onGo={() => blocker.proceed?.()}
    >
      <p>Your changes are not saved, and go.</p>
    </Question>
  )
}
