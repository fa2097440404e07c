import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { ApiError, dataOf } from '../../api/answer.ts'
import { control } from '../../api/api.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { download } from '../../parts/download.ts'
import { Failure } from '../../parts/failure.tsx'
import { useTitle } from '../../parts/use-title.ts'

/** What is set up at all instances as a file of YAML, and back. */
export function Component() {
  useTitle('Export and import', 'Authorization server')
  return (
    <>
      <PortalHead title="Export and import">
        <p>
          Configuration, clients, users and keys of the authorization server, and what is set up at
          the web client and at the resource server, as one file of YAML that a person can read.
        </p>
      </PortalHead>
      <div className="stack">
        <Export />
        <Import />
      </div>
    </>
  )
}

const textOf = (form: FormData, name: string) => form.get(name) as string

function Export() {
  const run = useMutation({
    mutationFn: (passphrase: string) =>
      dataOf(
        control.POST('/control/api/export', {
          body: passphrase === '' ? {} : { passphrase },
        }),
      ),
    onSuccess: ({ document }) => download('lab.yaml', 'application/yaml', document),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    run.mutate(textOf(new FormData(event.currentTarget), 'passphrase'))
  }
  return (
    <form className="card form user-form" onSubmit={submit} aria-label="Export">
      <h2>Export</h2>
      {run.error && <Failure title="Nothing was exported" error={run.error} />}
      <div className="field">
        <label htmlFor="export-passphrase">Passphrase</label>
        <input
          id="export-passphrase"
          name="passphrase"
          type="password"
          autoComplete="new-password"
        />
        <p className="hint">
          It encrypts secrets, hashes and private keys. Without one they are left out.
        </p>
      </div>
      <p className="row">
        <button className="button" disabled={run.isPending}>
          Export as YAML
        </button>
      </p>
    </form>
  )
}

interface Wanted {
  document: string
  mode: 'merge' | 'replace'
  passphrase?: string
}

function Import() {
  const queries = useQueryClient()
  const [tried, setTried] = useState<Wanted>()
  const send = (wanted: Wanted, dryRun: boolean) =>
    dataOf(control.POST('/control/api/import', { body: { ...wanted, dryRun } }))
  const trial = useMutation({ mutationFn: (wanted: Wanted) => send(wanted, true) })
  const run = useMutation({
    mutationFn: (wanted: Wanted) => send(wanted, false),
    onSuccess: () => queries.invalidateQueries(),
  })
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const passphrase = textOf(form, 'passphrase')
    const wanted: Wanted = {
      document: await (form.get('file') as File).text(),
      mode: textOf(form, 'mode') as Wanted['mode'],
      ...(passphrase !== '' && { passphrase }),
    }
    run.reset()
    setTried(wanted)
    trial.mutate(wanted)
  }
  const error = run.error ?? trial.error
  const told = run.data ?? trial.data
  return (
    <>
      <form
        className="card form user-form"
        onSubmit={(event) => void submit(event)}
        aria-label="Import"
      >
        <h2>Import</h2>
        {error && (
          <Failure title="Nothing was imported" error={error}>
            {error instanceof ApiError && error.problems.length > 0 && (
              <ul>
                {error.problems.map(({ path, message }) => (
                  <li key={path + message}>
                    <code>{path}</code> {message}
                  </li>
                ))}
              </ul>
            )}
          </Failure>
        )}
        <div className="field">
          <label htmlFor="import-file">A file of an export, YAML or JSON</label>
          <input id="import-file" name="file" type="file" required accept=".yaml,.yml,.json" />
        </div>
        <div className="field">
          <label htmlFor="import-mode">What the file does not name</label>
          <span className="select">
            <select id="import-mode" name="mode">
              <option value="merge">stays</option>
              <option value="replace">is deleted, in each part that the file holds</option>
            </select>
          </span>
        </div>
        <div className="field">
          <label htmlFor="import-passphrase">Passphrase, where the file has secrets</label>
          <input id="import-passphrase" name="passphrase" type="password" autoComplete="off" />
        </div>
        <p className="row">
          <button className="button" disabled={trial.isPending}>
            Look what it would change
          </button>
        </p>
      </form>
      {told && (
        <section className="card stack" aria-label="Changes" role="status">
          <h2>{told.dryRun ? 'It would change' : 'It was imported'}</h2>
          {told.changes.length === 0 && <p>Nothing: all is so already.</p>}
          <ul className="facts">
            {told.changes.map(({ part, name, change, members }) => (
              <li key={part + name}>
                <span>
                  {change}: <code>{name}</code>
                  <span className="sub">
                    {part}
                    {members.length > 0 && `: ${members.join(', ')}`}
                  </span>
                </span>
              </li>
            ))}
          </ul>
          {told.notes.map(({ part, name, message }) => (
            <p key={part + name + message} className="note">
              {part}, <code>{name}</code>: {message}
            </p>
          ))}
          {told.dryRun && tried && (
            <p className="row">
              <button
                className="button primary"
                type="button"
                disabled={run.isPending}
                onClick={() => run.mutate(tried)}
              >
                Import it
              </button>
            </p>
          )}
        </section>
      )}
    </>
  )
}
