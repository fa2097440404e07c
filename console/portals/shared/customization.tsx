import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { paths } from '../../api/dist/resserver.d.ts'
import type { AnswerOf } from '../../api/types.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Failure } from '../../parts/failure.tsx'
import { Icon } from '../../parts/icon.tsx'
import { PortalHead } from '../../frame/portal.tsx'
import { AskedAction } from '../../parts/action.tsx'

/** The hooks of a sandbox: the module in force, and what it may do. */
export type HookModule = AnswerOf<paths['/resserver/admin/api/hooks']['get']>

interface Stored {
  data: HookModule
  etag: string | undefined
}

export interface HooksApi {
  read: () => Promise<Stored>
  put: (text: string, etag: string | undefined) => Promise<unknown>
  /** Back to the lab's own. */
  remove: (etag: string | undefined) => Promise<unknown>
}

/** Which hooks are loaded from where, what each may do, and the module to edit. */
export function Customization({ role, api }: { role: string; api: HooksApi }) {
  const hooks = useQuery({ queryKey: [role, 'hooks'], queryFn: api.read })
  return (
    <>
      <PortalHead title="Customization">
        <p>A module of hooks changes what this instance decides, within what each hook may do.</p>
      </PortalHead>
      <Loaded name="The hooks" queries={[hooks]}>
        {() => <Module key={hooks.data!.etag} role={role} stored={hooks.data!} api={api} />}
      </Loaded>
    </>
  )
}

const origins = {
  sandbox: 'a module of this sandbox',
  file: 'a file that the lab was started with',
  lab: 'the lab’s own example',
} as const

function Module({ role, stored, api }: { role: string; stored: Stored; api: HooksApi }) {
  const { data, etag } = stored
  const { from, file, hooks, problem, editable, why } = data
  const queries = useQueryClient()
  const [text, setText] = useState(data.text)
  const again = () => void queries.invalidateQueries({ queryKey: [role] })
  const save = useMutation({ mutationFn: () => api.put(text, etag), onSuccess: again })
  return (
    <div className="stack">
      {problem !== null && (
        <div className="alert fail" role="alert">
          <Icon name="fail" className="state" />
          <h2>This sandbox’s module is not in force</h2>
          <p>{problem}</p>
        </div>
      )}
      <section className="card stack">
        <h2>In force: {origins[from]}</h2>
        {file !== null && (
          <p>
            <code>{file}</code>
          </p>
        )}
        <ul className="checks">
          {hooks.map(({ name, runs, may, never, loaded }) => (
            <li key={name} className={loaded ? 'pass' : 'idle'}>
              <Icon name={loaded ? 'pass' : 'idle'} className="state" />
              <p>
                <code>{name}</code> {runs} It may: {may} Never: {never}
              </p>
              <p className="clause">{loaded ? 'loaded' : 'not exported'}</p>
            </li>
          ))}
        </ul>
      </section>
      <form
        className="card form user-form"
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <div className="field">
          <label htmlFor="module">The module</label>
          <textarea
            id="module"
            rows={20}
            spellCheck={false}
            value={text}
            readOnly={!editable}
            onChange={({ target }) => setText(target.value)}
          />
          {!editable && why !== null && <p className="hint">{why}</p>}
        </div>
        {save.error && <Failure title="It was not loaded" error={save.error} />}
        {editable && (
          <p className="row">
            <button className="button primary" disabled={save.isPending || text === data.text}>
              Load it
            </button>
            {from === 'sandbox' && (
              <AskedAction
                label="Back to the lab’s own"
                title="Take this sandbox’s module away?"
                keep="Keep it"
                go="Take it away"
                act={() => api.remove(etag)}
                onDone={again}
              >
                <p>Its text is gone then.</p>
              </AskedAction>
            )}
          </p>
        )}
      </form>
    </div>
  )
}
