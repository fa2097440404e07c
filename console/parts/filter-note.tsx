import { Icon } from './icon.tsx'
import { useListAddress } from './list-address.ts'

/** A filter that came with the address, such as "of client c-1"; pressing it takes it away. */
export function FilterNote({ name, words }: { name: string; words: string }) {
  const { filters, filter } = useListAddress()
  const value = filters[name]
  if (value === undefined) return null
  return (
    <button
      className="chip"
      type="button"
      aria-pressed="true"
      onClick={() => filter(name, undefined)}
    >
      {words} {value}
      <Icon name="close" />
    </button>
  )
}
