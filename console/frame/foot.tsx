import { useMutation, useQueryClient } from '@tanstack/react-query'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { useLabTime } from './lab-clock.tsx'

/** The foot of every page: the lab's time, and the way out. */
export function Foot() {
  const time = useLabTime()
  const queries = useQueryClient()
  const signOut = useMutation({
    mutationFn: () => dataOf(control.DELETE('/control/api/session')),
    onSuccess: () => queries.resetQueries(),
  })
  return (
    <footer className="foot">
      {time && (
        <span>
          Lab clock <code>{time.now.toISOString().slice(0, 19).replace('T', ' ')} UTC</code>
        </span>
      )}
      <button className="undo" type="button" onClick={() => signOut.mutate()}>
        Sign out
      </button>
    </footer>
  )
}
