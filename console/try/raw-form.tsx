import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { base } from '../base.ts'
import { Failure } from '../parts/failure.tsx'
import { Problems } from '../parts/form/framed.tsx'
import { AnswerCard, Block } from './answer-card.tsx'
import { asCurl, asFetch, gapsOf, headersOf } from './attempt-as.ts'
import { presets } from './presets.ts'
import type { Attempt } from './presets.ts'
import { sendHere } from './send.ts'

const first = Object.keys(presets)[0]!

/** Any request to this lab, typed by hand. */
export function RawForm() {
  const [attempt, setAttempt] = useState<Attempt>(presets[first]!)
  const send = useMutation({
    mutationFn: ({ method, path, headers, body }: Attempt) =>
      sendHere(base + path, { method, headers: headersOf(headers).headers, body }),
  })
  const { problem } = headersOf(attempt.headers)
  const gaps = gapsOf(attempt)
  const set = (changes: Partial<Attempt>) => setAttempt((before) => ({ ...before, ...changes }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (problem === undefined) send.mutate(attempt)
  }
  return (
    <div className="stack">
      <form className="card form user-form" onSubmit={submit} aria-label="What is sent">
        <div className="field">
          <label htmlFor="preset">Begin with</label>
          <span className="select">
            <select
              id="preset"
              defaultValue={first}
              onChange={({ target }) => setAttempt(presets[target.value]!)}
            >
              {Object.keys(presets).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </span>
        </div>
        <div className="pair">
          <div className="field">
            <label htmlFor="method">Method</label>
            <span className="select">
              <select
                id="method"
                value={attempt.method}
                onChange={({ target }) => set({ method: target.value })}
              >
                {['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method) => (
                  <option key={method}>{method}</option>
                ))}
              </select>
            </span>
          </div>
          <div className="field">
            <label htmlFor="path">
              Path and query <code>{base}</code>
            </label>
            <input
              id="path"
              className="wire-value"
              value={attempt.path}
              onChange={({ target }) => set({ path: target.value })}
            />
          </div>
        </div>
        <div className="field">
          <label htmlFor="headers">Headers, one a line</label>
          <textarea
            id="headers"
            rows={3}
            spellCheck={false}
            value={attempt.headers}
            onChange={({ target }) => set({ headers: target.value })}
            {...(problem !== undefined && { 'aria-invalid': true })}
          />
          <Problems messages={problem === undefined ? [] : [problem]} />
        </div>
        <div className="field">
          <label htmlFor="body">Body</label>
          <textarea
            id="body"
            rows={4}
            spellCheck={false}
            value={attempt.body}
            onChange={({ target }) => set({ body: target.value })}
          />
          {gaps.length > 0 && <p className="hint">Still to be filled in: {gaps.join(', ')}.</p>}
        </div>
        <p className="row">
          <button className="button primary" disabled={send.isPending}>
            Send it
          </button>
        </p>
      </form>
      {send.error && <Failure title="No answer came" error={send.error} />}
      {send.data && <AnswerCard answer={send.data} />}
      <section className="card stack" aria-label="The same elsewhere">
        <h2>The same elsewhere</h2>
        <Block title="curl" text={asCurl(base, attempt)} />
        <Block title="fetch" text={asFetch(base, attempt)} />
      </section>
    </div>
  )
}
