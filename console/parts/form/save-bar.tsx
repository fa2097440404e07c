/** What is unsaved, and what to do with it; there only while something is. */
export function SaveBar({
  words,
  action,
  problems,
  isSaving,
  discard,
}: {
  words: string
  action: string
  problems: number
  isSaving: boolean
  discard: () => void
}) {
  return (
    <div className="save-bar" role="group" aria-label={`${action} or discard`}>
      <p>
        <b>{words}</b>
        {problems > 0 && (
          <a href="#problems">{problems === 1 ? '1 problem' : `${problems} problems`}</a>
        )}
      </p>
      <div className="row">
        <button className="button" type="button" onClick={discard}>
          Discard
        </button>
        <button className="button primary" disabled={isSaving}>
          {action}
        </button>
      </div>
    </div>
  )
}
