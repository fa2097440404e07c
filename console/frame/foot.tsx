import { useMutation } from '@tanstack/react-query'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { signOuts } from '../api/session.ts'
import { utc } from '../parts/utc.ts'
import { useLabTime } from './lab-clock.tsx'

/** The foot of every page: the lab's time, and the way out. */
export function Foot() {
  const time = useLabTime()
  const signOut = useMutation({
    mutationFn: () => dataOf(control.DELETE('/control/api/session')),
    onSuccess() {
      // A channel reaches this origin alone.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      signOuts.postMessage('')
      location.reload()
    },
  })
  return (
    <footer className="foot">
      {time && (
        <span>
          Lab clock <code>{utc(time.now)}</code>
        </span>
      )}
      {signOut.error && <span role="alert">Still signed in: {signOut.error.message}</span>}
      <button className="undo" type="button" onClick={() => signOut.mutate()}>
        Sign out
      </button>
    </footer>
  )
}
