import { Icon } from './icon.tsx'
import { useListAddress } from './list-address.ts'

/** A filter of a list: pressed while the address has it. */
export function Chip({ name, value, children }: { name: string; value: string; children: string }) {
  const { filters, filter } = useListAddress()
  const isPressed = filters[name] === value
  return (
    <button
      className="chip"
      type="button"
      aria-pressed={isPressed}
      onClick={() => filter(name, isPressed ? undefined : value)}
    >
      {children}
      {isPressed && <Icon name="close" />}
    </button>
  )
}
