/** Parameters that the page does not know: names and values, typed by hand. */
export function Extra({
  extra,
  set,
}: {
  extra: readonly (readonly [string, string])[]
  set: (extra: readonly (readonly [string, string])[]) => void
}) {
  const change = (at: number, row: readonly [string, string]) =>
    set(extra.map((one, index) => (index === at ? row : one)))
  return (
    <div className="field">
      {extra.map(([name, value], at) => (
        <div className="pair" key={at} role="group" aria-label={`Another parameter ${at + 1}`}>
          <div className="field">
            <label htmlFor={`extra-name-${at}`}>Name</label>
            <input
              id={`extra-name-${at}`}
              className="wire-value"
              value={name}
              onChange={({ target }) => change(at, [target.value, value])}
            />
          </div>
          <div className="field">
            <label htmlFor={`extra-value-${at}`}>Value</label>
            <input
              id={`extra-value-${at}`}
              className="wire-value"
              value={value}
              onChange={({ target }) => change(at, [name, target.value])}
            />
          </div>
        </div>
      ))}
      <p className="row">
        <button className="button small" type="button" onClick={() => set([...extra, ['', '']])}>
          Add another parameter
        </button>
        {extra.length > 0 && (
          <button className="undo" type="button" onClick={() => set(extra.slice(0, -1))}>
            Remove the last
          </button>
        )}
      </p>
    </div>
  )
}
