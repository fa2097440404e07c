import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { placesOf, useCodePlaces } from './use-code-places.ts'

/** The lines of this repository that served an exchange: who answers it, and each check in its order. */
export function CodeThatRan({ entry }: { entry: ShownEntry }) {
  const places = useCodePlaces()
  const { message, role, checks, external } = entry._oauth
  if (places === undefined || external === true) return null
  const served = message === undefined ? [] : placesOf(places.messages[message], role)
  const lines = [
    ...served.slice(0, 1).map((place) => [place, message!] as const),
    ...checks.flatMap(({ id }) =>
      placesOf(places.checks[id], role)
        .slice(0, 1)
        .map((place) => [place, id] as const),
    ),
  ]
  if (lines.length === 0) return null
  return (
    <details className="code-that-ran">
      <summary>Which code ran</summary>
      <ol>
        {lines.map(([place, what], index) => (
          <li key={index}>
            <code>{place}</code> {what}
          </li>
        ))}
      </ol>
    </details>
  )
}
