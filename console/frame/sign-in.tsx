import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { base, prefix } from '../base.ts'
import { Failure } from '../parts/failure.tsx'
import { Icon } from '../parts/icon.tsx'
import { useTitle } from '../parts/use-title.ts'

/**
 * One sign-in for all instances of a sandbox.
 * @param who whose session has ended: that person's page is kept, with what was not saved
 */
export function SignIn({ who }: { who: string | undefined }) {
  useTitle('Sign in', 'Console')
  const queries = useQueryClient()
  const signIn = useMutation({
    mutationFn: (body: { username: string; password: string }) =>
      dataOf(control.POST('/control/api/session', { body })),
    onSuccess: (_answer, { username }) =>
      username === who ? queries.invalidateQueries() : queries.resetQueries(),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { username, password } = Object.fromEntries(new FormData(event.currentTarget))
    signIn.mutate({ username: username as string, password: password as string })
  }
  return (
    <>
      <header className="plate lab">
        <a className="brand" href={`${prefix}/`}>
          <Icon name="lab" />
          <span className="name">OAuth Lab</span>
        </a>
      </header>
      <main className="desk" id="main">
        <form className="card stack" onSubmit={submit}>
          <h1>Sign in to the console</h1>
          {who !== undefined && (
            <p>
              The session of <code>{who}</code> has ended. The page is kept as it was left.
            </p>
          )}
          <p className="quiet">
            It manages all instances of <code>{base.replace(/^https?:\/\//, '')}</code>.
          </p>
          {signIn.error && <Failure title="Not signed in" error={signIn.error} />}
          <div className="field">
            <label htmlFor="username">User name</label>
            <input id="username" name="username" autoComplete="username" autoFocus required />
          </div>
          <div className="field">
            <label htmlFor="password">Password</label>
            <input
              id="password"
              name="password"
              type="password"
              autoComplete="current-password"
              required
            />
          </div>
          <button className="button primary" disabled={signIn.isPending}>
            Sign in
          </button>
        </form>
        <aside className="margin">
          <h2>Who may</h2>
          <p>
            The administrator of the lab: <code>superuser</code>, with the password <code>SYS</code>{' '}
            unless somebody set another one.
          </p>
        </aside>
      </main>
    </>
  )
}
