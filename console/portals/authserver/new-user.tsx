import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { ApiError, dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { Failure } from '../../parts/failure.tsx'
import { Problems } from '../../parts/form/framed.tsx'
import { Panel, useOpen } from '../../parts/panel.tsx'
import { askUsersAgain, usersPath } from './users-api.ts'

const fields = [
  ['username', 'User name', 'text', 'off'],
  ['password', 'Password', 'password', 'new-password'],
] as const

/** Makes a user. */
export function NewUser() {
  const { show } = useOpen()
  const queries = useQueryClient()
  const create = useMutation({
    mutationFn: (body: { username: string; password: string; claims: Record<string, unknown> }) =>
      dataOf(authserver.POST(usersPath, { body })),
    onSuccess(_made, { username }) {
      askUsersAgain(queries)
      show(username)
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { username, password, name } = Object.fromEntries(
      new FormData(event.currentTarget),
    ) as Record<string, string>
    create.mutate({
      username: username!,
      password: password!,
      claims: name === '' ? {} : { name },
    })
  }
  const { error } = create
  const problems = error instanceof ApiError ? error.problems : []
  return (
    <Panel title="Create a user">
      <section>
        <form className="stack" onSubmit={submit}>
          {error && problems.length === 0 && <Failure title="Nobody was created" error={error} />}
          {fields.map(([name, label, type, complete]) => {
            const own = problems.filter(({ path }) => path === name)
            return (
              <div className="field" key={name}>
                <label htmlFor={`new-${name}`}>{label}</label>
                <input
                  id={`new-${name}`}
                  name={name}
                  type={type}
                  autoComplete={complete}
                  {...(own.length > 0 && { 'aria-invalid': true })}
                />
                <Problems messages={own.map(({ message }) => message)} />
              </div>
            )
          })}
          <div className="field">
            <label htmlFor="new-name">
              Whole name <code>name</code>
            </label>
            <input id="new-name" name="name" autoComplete="off" />
            <p className="hint">A claim; more of them can be added afterwards.</p>
          </div>
          <button className="button primary" disabled={create.isPending}>
            Create
          </button>
        </form>
      </section>
    </Panel>
  )
}
