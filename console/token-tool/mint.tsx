import { useMutation } from '@tanstack/react-query'
import { dataOf } from '../api/answer.ts'
import { control } from '../api/api.ts'
import { Failure } from '../parts/failure.tsx'
import { changes, documentOf } from './make-again.ts'
import type { Change } from './make-again.ts'
import type { Token } from './read-token.ts'

/** Has the lab make the same token with one change; only for its own access tokens. */
export function Mint({
  token,
  now,
  show,
}: {
  token: Token
  /** Milliseconds since 1970. */
  now: number
  show: (token: string) => void
}) {
  const make = useMutation({
    mutationFn: (change: Change) =>
      dataOf(control.POST('/control/api/tokens', { body: documentOf(token, change, now)! })),
    onSuccess: (made) => show(made.token),
  })
  if (documentOf(token, 'alg none', now) === undefined) return null
  return (
    <>
      {make.error && <Failure title="It was not made again" error={make.error} />}
      <div className="mint">
        <h3>Make it again with</h3>
        <ul>
          {changes.map((change) => (
            <li key={change}>
              <button className="button small" type="button" onClick={() => make.mutate(change)}>
                {change}
              </button>
            </li>
          ))}
        </ul>
        <p className="note">
          The authorization server of this lab makes it: it gets the claims, never the signature.
        </p>
      </div>
    </>
  )
}
