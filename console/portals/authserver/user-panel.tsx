import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { FormEvent } from 'react'
import { ApiError, answerOf, dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { AskedAction } from '../../parts/action.tsx'
import { afterDeletion } from '../../parts/form/leave-guard.tsx'
import { Failure } from '../../parts/failure.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Panel, useOpen } from '../../parts/panel.tsx'
import { SecondFactor } from './second-factor.tsx'
import { UserForm } from './user-form.tsx'
import { askUsersAgain, usersPath } from './users-api.ts'
import type { User } from './users-api.ts'

/** One user: claims, roles, password, second factor, sessions, consents and tokens. */
export function UserPanel({ username }: { username: string }) {
  const { show } = useOpen()
  const queries = useQueryClient()
  const params = { query: { username } }
  const user = useQuery({
    queryKey: ['authserver', 'user', username],
    queryFn: () => read(username),
  })
  return (
    <Panel title={username}>
      <Loaded name="The user" queries={[user]}>
        {() => {
          const { data, etag } = user.data!
          return (
            <>
              <section>
                <dl className="kv">
                  <div>
                    <dt>sub</dt>
                    <dd>{data.sub}</dd>
                    <dd className="mean">what tokens call this user; never a client_id</dd>
                  </div>
                </dl>
                <p className="row">
                  {['sessions', 'consents', 'tokens'].map((list) => (
                    <Link
                      key={list}
                      className="button small"
                      to={`/authserver/${list}?user=${encodeURIComponent(username)}`}
                    >
                      {list}
                    </Link>
                  ))}
                </p>
              </section>
              <UserForm user={data} etag={etag} reload={() => read(username)} />
              <Password username={username} />
              <SecondFactor user={data} />
              <section>
                <AskedAction
                  label="Delete this user"
                  title={`Delete ${username}?`}
                  keep="Keep the user"
                  go="Delete the user"
                  act={() => dataOf(authserver.DELETE(usersPath, { params }))}
                  onDone={() => {
                    show(undefined, afterDeletion)
                    askUsersAgain(queries)
                  }}
                >
                  <p>Sessions, consents and tokens of {username} end.</p>
                </AskedAction>
              </section>
            </>
          )
        }}
      </Loaded>
    </Panel>
  )
}

function Password({ username }: { username: string }) {
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: (password: string) =>
      dataOf(authserver.PATCH(usersPath, { params: { query: { username } }, body: { password } })),
    onSuccess: () => askUsersAgain(queries),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const password = new FormData(form).get('password') as string
    change.mutate(password, { onSuccess: () => form.reset() })
  }
  return (
    <section>
      <h3>Password</h3>
      <form onSubmit={submit} className="stack">
        {change.error && <Failure title="It is still the old one" error={change.error} />}
        {change.isSuccess && <p role="status">The password was changed.</p>}
        <div className="confirm">
          <div className="field">
            <label htmlFor="password">New password</label>
            <input
              id="password"
              name="password"
              type="password"
              autoComplete="new-password"
              required
              maxLength={1000}
            />
          </div>
          <button className="button" disabled={change.isPending}>
            Change
          </button>
        </div>
        <p className="hint">It ends the user’s sessions and refresh tokens.</p>
      </form>
    </section>
  )
}

async function read(username: string) {
  const call = authserver.GET(usersPath, { params: { query: { username } } })
  const { data, etag } = await answerOf(call)
  const [user] = data as User[]
  if (user !== undefined) return { data: user, etag }
  throw new ApiError({ status: 404, code: 'not_found', message: `There is no user ${username}.` })
}
