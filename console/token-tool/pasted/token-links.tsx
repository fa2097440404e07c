import type { Named } from './recognise.ts'

/** Tokens that were found in what was pasted: each can be judged. */
export function TokenLinks({
  tokens,
  show,
}: {
  tokens: readonly Named[]
  show: (token: string) => void
}) {
  if (tokens.length === 0) return null
  return (
    <p className="row">
      {tokens.map(({ name, token }) => (
        <button key={name} className="button" type="button" onClick={() => show(token)}>
          Judge the <code>{name}</code>
        </button>
      ))}
    </p>
  )
}
