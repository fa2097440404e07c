import { useEffect, useId, useState } from 'react'
import { Icon } from './icon.tsx'
import { useListAddress } from './list-address.ts'

/** Milliseconds that somebody types no more. */
const pause = 250

/** Searches while somebody types; the text is in the address. */
export function Search({ label, hint }: { label: string; hint: string }) {
  const id = useId()
  const { search, searchFor } = useListAddress()
  const [text, setText] = useState(search)
  const [known, setKnown] = useState(search)
  // The address changed by other means: back, or "Clear them".
  if (search !== known) {
    setKnown(search)
    setText(search)
  }
  useEffect(() => {
    if (text === search) return undefined
    const timer = setTimeout(() => searchFor(text), pause)
    return () => clearTimeout(timer)
  })
  return (
    <div className="search">
      <Icon name="search" />
      <label className="hidden" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="search"
        placeholder={hint}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </div>
  )
}
