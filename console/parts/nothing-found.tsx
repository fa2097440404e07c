import { Icon } from './icon.tsx'

/** What a list says that is narrowed to nothing. */
export function NothingFound({ clear }: { clear: () => void }) {
  return (
    <div>
      <Icon name="search" />
      <p>Nothing fits this search and these filters.</p>
      <button className="button small" type="button" onClick={clear}>
        Clear them
      </button>
    </div>
  )
}
