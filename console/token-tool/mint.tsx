import { useMutation } from '@tanstack/react-query'
import { isJsonObject } from '@oauth-lab/explain/exchange/jwt.ts'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { ApiError, dataOf } from '../api/answer.ts'
import { control } from '../api/api.ts'
import { Failure } from '../parts/failure.tsx'
import { Problems } from '../parts/form/framed.tsx'
import { parseJson } from '../parts/parse-json.ts'
import { changesFor, claimsOf, documentOf, needsUser } from './make-again.ts'
import type { Change } from './make-again.ts'
import type { Token } from './read-token.ts'

/** Has the lab make the same token with one change; only for its own access and ID tokens. */
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
    mutationFn: async (change: Change | { claims: Record<string, unknown> }) => {
      const user = needsUser(token) ? await nameOfUser(String(token.claims['sub'])) : undefined
      const body = documentOf(token, change, { now, user })!
      return dataOf(control.POST('/control/api/tokens', { body }))
    },
    onSuccess: (made) => show(made.token),
  })
  const changes = changesFor(token)
  if (changes.length === 0) return null
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
      <OwnClaims key={token.text} token={token} make={(claims) => make.mutate({ claims })} />
    </>
  )
}

/** The claims as JSON, to be changed by hand. */
function OwnClaims({
  token,
  make,
}: {
  token: Token
  make: (claims: Record<string, unknown>) => void
}) {
  const [problem, setProblem] = useState<string>()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const claims = parseJson(new FormData(event.currentTarget).get('claims') as string)
    const isObject = isJsonObject(claims)
    setProblem(isObject ? undefined : 'Write a JSON object: {"scope":"my/scope"}.')
    if (isObject) make(claims)
  }
  return (
    <details>
      <summary>Make it again with my own claims</summary>
      <form className="form stack" onSubmit={submit}>
        <div className="field">
          <label htmlFor="claims">Claims, JSON; null takes one away</label>
          <textarea
            id="claims"
            name="claims"
            rows={8}
            spellCheck={false}
            defaultValue={JSON.stringify(claimsOf(token), null, 2)}
            {...(problem !== undefined && { 'aria-invalid': true })}
          />
          <Problems messages={problem === undefined ? [] : [problem]} />
        </div>
        <p className="row">
          <button className="button">Make it</button>
        </p>
      </form>
    </details>
  )
}

/** The name of the lab's user with this subject. @throws ApiError */
async function nameOfUser(sub: string): Promise<string> {
  const query = { search: sub, size: 100 }
  const found = await dataOf(control.GET('/control/api/users', { params: { query } }))
  const items = Array.isArray(found) ? found : found.items
  const user = items.find((one) => one.sub === sub)
  if (user !== undefined) return user.username
  const message = 'No user of this lab has the subject of the token.'
  throw new ApiError({ status: 0, code: 'no_user', message })
}
