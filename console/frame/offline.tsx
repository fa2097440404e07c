import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { control } from '../api/api.ts'
import { reach } from '../api/reach.ts'
import { Icon } from '../parts/icon.tsx'

/** Seconds between two questions whether the lab is back. */
const pause = 5

/** Below the plate while the lab does not answer; it goes by itself when the lab is back. */
export function Offline() {
  const since = useSyncExternalStore(reach.subscribe, reach.silentSince)
  return since && <Silent since={since} />
}

function Silent({ since }: { since: Date }) {
  const queries = useQueryClient()
  const [left, setLeft] = useState(pause)
  const ask = useCallback(() => {
    setLeft(pause)
    void control.GET('/control/api/session').then(
      () => queries.invalidateQueries(),
      () => undefined, // it is noted as silent already
    )
  }, [queries])
  useEffect(() => {
    const timer = setTimeout(() => (left > 1 ? setLeft(left - 1) : ask()), 1000)
    return () => clearTimeout(timer)
  }, [left, ask])
  return (
    <section className="offline" aria-label="Connection to the lab">
      <Icon name="refresh" />
      <p role="status">
        <b>
          No answer from the lab since{' '}
          <time dateTime={since.toISOString()}>{since.toTimeString().slice(0, 8)}</time>.
        </b>{' '}
        What you see is from then.
      </p>
      <span>It asks again in {left} s.</span>
      <div className="row">
        <button className="button small" type="button" onClick={ask}>
          Ask now
        </button>
      </div>
    </section>
  )
}
