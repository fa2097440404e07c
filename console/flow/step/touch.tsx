import type { Seen } from '@oauth-lab/explain/recording/recording.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'

type Intervened = NonNullable<ShownEntry['_oauth']['interventions']>[number]

const words: Readonly<Record<Intervened['do'], string>> = {
  hold: 'held',
  delay: 'delayed',
  answer: 'answered',
  error: 'refused',
  drop: 'dropped',
  change: 'changed',
}

/** What somebody did to an exchange on purpose. */
export function interventionsOf({ entry }: Seen): readonly Intervened[] {
  return (entry as ShownEntry)._oauth.interventions ?? []
}

/** The same in words: what, and by whom; nothing where nobody stepped in. */
export function Touch({ exchange }: { exchange: Seen }) {
  const done = interventionsOf(exchange)
  if (done.length === 0) return null
  // Who changes a message held it before.
  const told = done.filter((one) => one.do !== 'hold' || done.length === 1)
  return told.map(({ id, do: action, by, changed = [] }, index) => (
    <span key={`${id} ${index}`} className="touch">
      {changed.map((path) => (
        <code key={path}>{path.split('/').at(-1)} </code>
      ))}
      {words[action]} by {by}
    </span>
  ))
}
