import type { FormEvent } from 'react'
import { Link } from 'react-router'
import { Icon } from '../parts/icon.tsx'
import { utc } from '../parts/utc.ts'
import type { Reader } from './readers.ts'

/** Whose keys are taken: this lab's, those that were pasted, or those of an issuer. */
export type Whose = { of: 'lab' } | { of: 'pasted' } | { of: 'issuer'; issuer: string }

/** Against whom a token is judged, as read by whom, and at which time. */
export function AgainstFields({
  whose,
  labIssuer,
  known,
  named,
  hasPasted,
  choose,
  readers,
  reader,
  readAs,
  now,
}: {
  whose: Whose
  labIssuer: string
  /** Issuers of server definitions. */
  known: readonly string[]
  /** The issuer that the token names. */
  named: string | undefined
  /** Whether keys were pasted to judge by. */
  hasPasted: boolean
  choose: (whose: Whose) => void
  readers: readonly Reader[]
  reader: Reader | undefined
  readAs: (name: string) => void
  /** Milliseconds since 1970. */
  now: number
}) {
  const isKnown = whose.of === 'issuer' && known.includes(whose.issuer)
  return (
    <div className="against">
      <div className="field">
        <label htmlFor="against">Judge it against</label>
        <span className="select">
          <select
            id="against"
            value={whose.of === 'issuer' ? (isKnown ? whose.issuer : 'other') : whose.of}
            onChange={({ target: { value } }) => choose(whoseOf(value, known))}
          >
            <option value="lab">This lab: {labIssuer}</option>
            {known.map((issuer) => (
              <option key={issuer} value={issuer}>
                {issuer}
              </option>
            ))}
            {hasPasted && <option value="pasted">The keys that you pasted</option>}
            <option value="other">
              {named !== undefined && named !== labIssuer && !known.includes(named)
                ? 'The issuer that the token names, or another'
                : 'Another issuer'}
            </option>
          </select>
        </span>
      </div>
      <div className="field">
        <label htmlFor="reader">As read by</label>
        <span className="select">
          <select id="reader" value={reader?.name} onChange={({ target }) => readAs(target.value)}>
            {readers.map(({ name, audience }) => (
              <option key={audience}>{name}</option>
            ))}
          </select>
        </span>
      </div>
      <div className="field">
        <span className="label">At</span>
        <p className="at-clock">
          <Icon name="clock" />
          <code>{utc(new Date(now))}</code>
          <Link to="/clock">Move the lab clock</Link>
        </p>
      </div>
    </div>
  )
}

function whoseOf(value: string, known: readonly string[]): Whose {
  if (value === 'lab' || value === 'pasted') return { of: value }
  return { of: 'issuer', issuer: known.includes(value) ? value : '' }
}

/** The address of an issuer, which is asked when somebody says so. */
export function IssuerField({
  issuer,
  ask,
}: {
  /** What stands there at first. */
  issuer: string
  ask: (issuer: string) => void
}) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const typed = new FormData(event.currentTarget).get('issuer')
    if (typeof typed === 'string') ask(typed.trim())
  }
  return (
    <form className="field" onSubmit={submit}>
      <label htmlFor="issuer">Issuer</label>
      <input
        key={issuer}
        id="issuer"
        name="issuer"
        type="url"
        required
        autoComplete="off"
        aria-describedby="issuer-hint"
        defaultValue={issuer}
      />
      <p className="hint" id="issuer-hint">
        The lab asks it for metadata and keys, since a browser may not. It sends nothing else.
      </p>
      <div className="row">
        <button className="button small">Ask for its keys</button>
      </div>
    </form>
  )
}
