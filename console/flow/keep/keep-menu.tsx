import { useId, useState } from 'react'
import type { FormEvent } from 'react'
import { Menu } from '../../parts/menu.tsx'
import type { Kept } from './kept-flows.ts'

/** Names a flow and pins it, in this browser. */
export function KeepMenu({ kept, set }: { kept: Kept; set: (kept: Kept) => void }) {
  const id = useId()
  const [name, setName] = useState<string>()
  if (name !== undefined) {
    const save = (event: FormEvent) => {
      event.preventDefault()
      set({ ...kept, name: name.trim() })
      setName(undefined)
    }
    return (
      <form className="row name-flow" onSubmit={save}>
        <label className="hidden" htmlFor={id}>
          Name of this flow, in this browser
        </label>
        <input
          id={id}
          value={name}
          maxLength={80}
          autoFocus
          onChange={({ target }) => setName(target.value)}
          onKeyDown={({ key }) => {
            if (key === 'Escape') setName(undefined)
          }}
        />
        <button className="button small" type="submit">
          Save
        </button>
      </form>
    )
  }
  const { isPinned, ...rest } = kept
  return (
    <Menu
      className="button small opens"
      entries={[
        {
          key: 'pin',
          label: isPinned ? 'Unpin it' : 'Pin it to the top of the list',
          onAction: () => set(isPinned ? rest : { ...rest, isPinned: true }),
        },
        { key: 'name', label: 'Name it', onAction: () => setName(kept.name ?? '') },
      ]}
    >
      Keep
    </Menu>
  )
}
