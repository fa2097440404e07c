import { useEffect } from 'react'
import { useBlocker } from 'react-router'
import { Question } from '../question.tsx'

/** The page, and the row that is open beside its list. */
const placeOf = ({ pathname, search }: { pathname: string; search: string }) =>
  JSON.stringify([pathname, new URLSearchParams(search).get('open')])

/** How one navigates away from what was just deleted: nothing of it is left to save. */
export const afterDeletion = { state: { isDeleted: true } } as const

const isDeleted = ({ state }: { state: unknown }) =>
  (state as typeof afterDeletion.state | null)?.isDeleted === true

/** Asks once before unsaved changes are left behind. */
export function LeaveGuard({ isOn }: { isOn: boolean }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isOn && placeOf(currentLocation) !== placeOf(nextLocation) && !isDeleted(nextLocation),
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
