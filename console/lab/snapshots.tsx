import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../api/answer.ts'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { prefix } from '../base.ts'
import { PortalHead } from '../frame/portal.tsx'
import { Failure } from '../parts/failure.tsx'
import { Question } from '../parts/question.tsx'
import { useTitle } from '../parts/use-title.ts'

/** A sandbox with all it holds, saved in a file and put back. */
export function Component() {
  useTitle('Snapshots', 'Tools')
  const queries = useQueryClient()
  const [file, setFile] = useState<File>()
  const restore = useMutation({
    mutationFn: async (chosen: File) => {
      const body = readJson(await chosen.text())
      return dataOf(control.PUT('/control/api/snapshot', { body: body as never }))
    },
    onSuccess: () => queries.invalidateQueries(),
    onSettled: () => setFile(undefined),
  })
  const { data, error } = restore
  const done = data as { savedAt: string; notes?: unknown[] } | undefined
  const problems = error instanceof ApiError ? error.problems : []
  return (
    <>
      <PortalHead title="Snapshots">
        <p>
          A snapshot holds this sandbox with all that it knows: configuration, users, clients, keys,
          tokens, sessions, clock and policy.
        </p>
      </PortalHead>
      <div className="stack">
        {error && (
          <Failure title="Nothing was put back" error={error}>
            {problems.length > 0 && (
              <ul>
                {problems.map(({ path, message }) => (
                  <li key={path}>
                    <code>{path}</code> {message}
                  </li>
                ))}
              </ul>
            )}
          </Failure>
        )}
        {done && (
          <p className="alert pass" role="status">
            The snapshot of {done.savedAt} was put back. You may have to sign in again.
          </p>
        )}
        <section className="card stack">
          <h2>Save</h2>
          <p className="note">
            The file holds private keys and passwords’ hashes: keep it as you keep a password.
          </p>
          <p className="row">
            <a className="button" href={`${prefix}/control/api/snapshot`} download="snapshot.json">
              Save a snapshot
            </a>
          </p>
        </section>
        <section className="card stack">
          <h2>Restore</h2>
          <div className="field">
            <label htmlFor="file">A snapshot of this lab or of another one</label>
            <input
              id="file"
              type="file"
              accept="application/json,.json"
              onChange={({ target }) => setFile(target.files?.[0])}
            />
          </div>
        </section>
      </div>
      <Question
        isOpen={file !== undefined}
        title={`Put back ${file?.name ?? ''}?`}
        keep="Keep what is here"
        go="Put it back"
        isGoing={restore.isPending}
        onKeep={() => setFile(undefined)}
        onGo={() => file && restore.mutate(file)}
      >
        <p>All that this sandbox holds now is replaced; recording and interventions are emptied.</p>
      </Question>
    </>
  )
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new ApiError({ status: 400, code: 'not_json', message: 'The file is no JSON.' })
  }
}
