import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { control } from '../api/api.ts'
import { ApiError, dataOf } from '../api/answer.ts'
import { sessionQuery } from '../api/session.ts'
import { prefix } from '../base.ts'
import { SandboxLink } from '../lab/sandbox-link.tsx'
import { sandboxesKey, useSandboxes } from '../lab/use-sandboxes.ts'
import { AskedAction } from '../parts/action.tsx'
import { sayDuration } from '@oauth-lab/explain/explanation/say-time.ts'
import { Failure } from '../parts/failure.tsx'
import { Problems } from '../parts/form/framed.tsx'
import { Icon } from '../parts/icon.tsx'

/** The sandboxes of the lab, each a whole lab: opened, created, ended. */
export function Sandboxes() {
  const { data: session } = useQuery(sessionQuery)
  const queries = useQueryClient()
  const [isMaking, setIsMaking] = useState(false)
  const { sandboxes } = useSandboxes()
  if (!session?.wholeLab) return null
  const again = () => void queries.invalidateQueries({ queryKey: sandboxesKey })
  return (
    <section className="card list" aria-labelledby="boxes-title">
      <header className="list-head">
        <h2 id="boxes-title">Sandboxes</h2>
        <button
          className="button small"
          type="button"
          aria-expanded={isMaking}
          onClick={() => setIsMaking(!isMaking)}
        >
          <Icon name="add" />
          Create
        </button>
      </header>
      {isMaking && (
        <Create
          done={() => {
            setIsMaking(false)
            again()
          }}
        />
      )}
      <ul className="boxes">
        {sandboxes.map(({ id, base, expiresAt, blank }) => {
          const path = new URL(base).pathname.replace(/\/$/, '')
          const isHere = path === prefix
          const left = expiresAt === null ? undefined : (Date.parse(expiresAt) - Date.now()) / 1000
          return (
            <li key={id}>
              <SandboxLink
                sandbox={id}
                href={`${path}/console/`}
                aria-current={isHere ? 'true' : undefined}
              >
                {id === 'default' ? 'Lab' : id}
              </SandboxLink>
              <span className="left">
                {left === undefined ? 'stays' : `ends in ${sayDuration(Math.max(0, left))}`}
              </span>
              <code>
                {path}/{blank ? ', began blank' : ''}
              </code>
              {id !== 'default' && !isHere && (
                <AskedAction
                  label="End it"
                  title={`End the sandbox ${id}?`}
                  keep="Keep it"
                  go="End it"
                  act={() =>
                    dataOf(
                      control.DELETE('/control/api/sandboxes/{id}', { params: { path: { id } } }),
                    )
                  }
                  onDone={again}
                >
                  <p>All that it holds goes, in every role.</p>
                </AskedAction>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Create({ done }: { done: () => void }) {
  const create = useMutation({
    mutationFn: (body: { id?: string; lifetime: number; blank: boolean }) =>
      dataOf(control.POST('/control/api/sandboxes', { body })),
    onSuccess: done,
  })
  const problems = create.error instanceof ApiError ? create.error.problems : []
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const id = (form.get('id') as string).trim()
    create.mutate({
      ...(id !== '' && { id }),
      lifetime: Number(form.get('lifetime')),
      blank: form.get('blank') === 'on',
    })
  }
  return (
    <form className="pad stack" onSubmit={submit}>
      {create.error && problems.length === 0 && (
        <Failure title="No sandbox was made" error={create.error} />
      )}
      <div className="field">
        <label htmlFor="box-id">Its name, in addresses</label>
        <input id="box-id" name="id" placeholder="made by the lab" autoComplete="off" />
        <Problems messages={problems.map(({ message }) => message)} />
      </div>
      <div className="field">
        <label htmlFor="box-lifetime">It lives for</label>
        <span className="select">
          <select id="box-lifetime" name="lifetime" defaultValue="3600">
            <option value="3600">1 h</option>
            <option value="28800">8 h</option>
            <option value="86400">1 d</option>
            <option value="604800">7 d</option>
          </select>
        </span>
      </div>
      <label className="row">
        <input className="tick" type="checkbox" name="blank" />
        Begin blank: users and nothing else
      </label>
      <p className="row">
        <button className="button small primary" disabled={create.isPending}>
          Create it
        </button>
      </p>
    </form>
  )
}
