import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { Link } from 'react-router'
import { base } from '../base.ts'
import { PortalHead } from '../frame/portal.tsx'
import { Copy } from '../parts/copy.tsx'
import { Failure } from '../parts/failure.tsx'
import { Problems } from '../parts/form/framed.tsx'
import { useTitle } from '../parts/use-title.ts'
import { asCurl, asFetch, gapsOf, headersOf } from './attempt-as.ts'
import { presets } from './presets.ts'
import type { Attempt } from './presets.ts'

const first = Object.keys(presets)[0]!

/** Sends any request to this lab, and shows the answer and the way to it in the flow. */
export function Component() {
  useTitle('Try it', 'Tools')
  const [attempt, setAttempt] = useState<Attempt>(presets[first]!)
  const send = useMutation({ mutationFn: sendAttempt })
  const { problem } = headersOf(attempt.headers)
  const gaps = gapsOf(attempt)
  const set = (changes: Partial<Attempt>) => setAttempt((before) => ({ ...before, ...changes }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (problem === undefined) send.mutate(attempt)
  }
  const answer = send.data
  return (
    <>
      <PortalHead title="Try it">
        <p>
          Any request to this lab, sent by this page without cookies. What it meant stands in the
          flow.
        </p>
      </PortalHead>
      <div className="stack">
        <form className="card form user-form" onSubmit={submit} aria-label="Request">
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
        {answer && (
          <section className="card stack" aria-label="Answer">
            <h2>Answer: {answer.status}</h2>
            {answer.id !== undefined && (
              <p>
                <Link to={`/flow?message=${answer.id}`}>See it in the flow</Link>
              </p>
            )}
            <div className="code-block">
              <header>
                Headers <Copy text={answer.headers} what="the headers" />
              </header>
              <pre tabIndex={0}>{answer.headers}</pre>
            </div>
            {answer.body !== '' && (
              <div className="code-block">
                <header>
                  Body <Copy text={answer.body} what="the body" />
                </header>
                <pre tabIndex={0}>{answer.body}</pre>
              </div>
            )}
          </section>
        )}
        <section className="card stack" aria-label="The same elsewhere">
          <h2>The same elsewhere</h2>
          {(
            [
              ['curl', asCurl(base, attempt)],
              ['fetch', asFetch(base, attempt)],
            ] as const
          ).map(([name, text]) => (
            <div className="code-block" key={name}>
              <header>
                {name} <Copy text={text} what={name} />
              </header>
              <pre tabIndex={0}>{text}</pre>
            </div>
          ))}
        </section>
      </div>
    </>
  )
}

/** The answer; a redirect is not followed, and a browser tells nothing of it. */
async function sendAttempt({ method, path, headers, body }: Attempt) {
  const response = await fetch(base + path, {
    method,
    headers: headersOf(headers).headers,
    credentials: 'omit',
    redirect: 'manual',
    ...(body !== '' && method !== 'GET' && method !== 'HEAD' && { body }),
  })
  const text = await response.text()
  return {
    status:
      response.type === 'opaqueredirect' ? 'a redirect, which the browser hides' : response.status,
    id: response.headers.get('x-request-id') ?? undefined,
    headers: [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n'),
    body: prettyOf(text),
  }
}

function prettyOf(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
