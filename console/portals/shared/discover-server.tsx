import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { Link, useNavigate } from 'react-router'
import { ApiError } from '../../api/answer.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { Failure } from '../../parts/failure.tsx'
import { Problems } from '../../parts/form/framed.tsx'
import { Icon } from '../../parts/icon.tsx'
import type { RoleName } from '../../parts/role-shape.tsx'
import { roleNames } from '../../parts/role-shape.tsx'
import { useTitle } from '../../parts/use-title.ts'
import { Discovered } from './discovered.tsx'
import type { ServerDefinitionsApi } from './server-definitions-api.ts'

/** Asks an issuer what it says of itself, explains it, and keeps it where it can be used. */
export function DiscoverServer({ role, api }: { role: RoleName; api: ServerDefinitionsApi }) {
  useTitle('Discover a server', roleNames[role])
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [authority, setAuthority] = useState<'lab' | 'own'>('lab')
  const discover = useMutation({ mutationFn: api.discover })
  const create = useMutation({
    mutationFn: api.create,
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: [role] })
      await navigate(`/${role}/server-definitions`)
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    create.reset()
    discover.mutate({
      issuer: form.get('issuer') as string,
      authority: authority === 'lab' ? 'lab' : (form.get('authority') as string),
    })
  }
  const asked = discover.variables
  const error = create.error ?? discover.error
  const problems = error instanceof ApiError ? error.problems : []
  const of = (name: string) =>
    problems.flatMap(({ path, message }) => (path === name ? [message] : []))
  return (
    <>
      <PortalHead
        trail={<Link to={`/${role}/server-definitions`}>Server definitions</Link>}
        title="Discover a server"
      >
        <p>
          A server says at a known place what it offers. Its issuer must repeat what you type,
          letter by letter.{' '}
          <a href="https://www.rfc-editor.org/rfc/rfc8414#section-3.3">RFC 8414 §3.3</a> One that
          says nothing of itself can be{' '}
          <Link to={`/${role}/server-definitions/typed`}>typed in</Link>.
        </p>
      </PortalHead>
      <div className="stack">
        {error && problems.length === 0 && <Failure title="It was not done" error={error} />}
        <form className="card form user-form" onSubmit={submit}>
          <div className="field">
            <label htmlFor="issuer">Issuer</label>
            <input
              className="wire-value"
              id="issuer"
              name="issuer"
              inputMode="url"
              placeholder={`${location.origin}/authserver/oauth2`}
              required
              {...(of('issuer').length > 0 && { 'aria-invalid': true })}
            />
            <Problems messages={of('issuer')} />
          </div>
          <fieldset className="field">
            <legend className="hidden">Trusted authority</legend>
            <p className="field-head">Who vouches for its certificate</p>
            <ul className="options">
              {(
                [
                  ['lab', 'The lab’s root, and what the system trusts'],
                  ['own', 'An authority of its own, and no other'],
                ] as const
              ).map(([value, words]) => (
                <li key={value}>
                  <input
                    className="dot"
                    type="radio"
                    id={`by-${value}`}
                    name="by"
                    checked={authority === value}
                    onChange={() => setAuthority(value)}
                  />
                  <label htmlFor={`by-${value}`}>
                    <b>{words}</b>
                  </label>
                </li>
              ))}
            </ul>
            {authority === 'own' && (
              <>
                <label htmlFor="authority">Its certificate, PEM</label>
                <textarea id="authority" name="authority" rows={5} required spellCheck={false} />
                <Problems messages={of('authority')} />
              </>
            )}
          </fieldset>
          <p className="row">
            <button className="button primary" disabled={discover.isPending}>
              Discover
            </button>
            {discover.isPending && <span role="status">Asks the server …</span>}
          </p>
        </form>
        {discover.data && asked && (
          <>
            <Discovered found={discover.data} />
            {discover.data.usable && (
              <p className="row">
                <button
                  className="button primary"
                  type="button"
                  disabled={create.isPending}
                  onClick={() => create.mutate(asked)}
                >
                  <Icon name="add" />
                  Keep it as a server definition
                </button>
              </p>
            )}
          </>
        )}
      </div>
    </>
  )
}
