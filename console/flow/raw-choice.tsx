import { useId } from 'react'

/** Decoded or raw. @param props what is shown so, as the end of "Show …" */
export function RawChoice({
  what,
  isRaw,
  setRaw,
}: {
  what: string
  isRaw: boolean
  setRaw: (isRaw: boolean) => void
}) {
  const name = useId()
  return (
    <fieldset className="choice">
      <legend className="hidden">Show {what}</legend>
      {[false, true].map((raw) => (
        <label key={String(raw)}>
          <input
            type="radio"
            name={name}
            value={raw ? 'raw' : 'decoded'}
            checked={raw === isRaw}
            onChange={() => setRaw(raw)}
          />
          {raw ? 'Raw' : 'Decoded'}
        </label>
      ))}
    </fieldset>
  )
}
