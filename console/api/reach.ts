import type { Middleware } from 'openapi-fetch'

/** When the lab answered last; whether it has been silent since. */
let answered = new Date()
let isSilent = false
const listeners = new Set<() => void>()

function note(silent: boolean): void {
  if (!silent) answered = new Date()
  if (silent === isSilent) return
  isSilent = silent
  for (const listener of listeners) listener()
}

/** Notes of each call whether the lab answered at all; any answer is one. */
export const noteReach: Middleware = {
  onResponse: () => note(false),
  onError({ error }) {
    if (!(error instanceof Error && error.name === 'AbortError')) note(true)
  },
}

/** For `useSyncExternalStore`: since when the lab has not answered, undefined while it does. */
export const reach = {
  subscribe(listener: () => void) {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  silentSince: (): Date | undefined => (isSilent ? answered : undefined),
}
