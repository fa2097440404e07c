import '../styles/token-tool.css'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { FormEvent } from 'react'
import { Link, useSearchParams } from 'react-router'
import { readJwt } from '@oauth-lab/explain/exchange/jwt.ts'
import { useLabTime } from '../frame/lab-clock.tsx'
import { PortalHead } from '../frame/portal.tsx'
import { rolesQuery } from '../lab/lab-queries.ts'
import { Icon } from '../parts/icon.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { RoleShape } from '../parts/role-shape.tsx'
import { useTitle } from '../parts/use-title.ts'
import { judgeToken } from './judge-token.ts'
import type { Against, Verdict } from './judge-token.ts'
import { keysOf, keysOfLab } from './published-keys.ts'
import type { Lab, PublishedKeys } from './published-keys.ts'
import { readerOf, readersQuery } from './readers.ts'
import type { Reader } from './readers.ts'
import { VerdictCard } from './verdict-card.tsx'

/** Judges a token that somebody pastes, in this browser alone. */
export function Component() {
  useTitle('Token tool', 'Tools')
  const readers = useQuery(readersQuery)
  const roles = useQuery(rolesQuery)
  return (
    <div className="token-tool">
      <PortalHead title="Token tool">
        <p>
          Paste a token. The page reads it, checks who signed it, and says whether it is good now.
        </p>
      </PortalHead>
      <Loaded name="The issuer of this lab" queries={[roles, readers]}>
        {() => <Tool lab={roles.data!} readers={readers.data!} />}
      </Loaded>
    </div>
  )
}

function Tool({ lab, readers }: { lab: Lab; readers: readonly Reader[] }) {
  const [pasted, setPasted] = useState('')
  const [address, setAddress] = useSearchParams()
  const time = useLabTime()
  const text = pasted.trim()
  const jwt = readJwt(text)
  const other = address.get('issuer')
  const published = useQuery({
    queryKey: ['keys of', other],
    queryFn: () => (other === null ? keysOfLab(lab) : keysOf(other)),
    enabled: other !== '',
  })
  const chosen = readers.find(({ name }) => name === address.get('as'))
  const reader = chosen ?? readerOf(readers, jwt?.claims['aud'])
  const now = Math.floor((time?.now ?? new Date()).getTime() / 1000) * 1000
  const set = (name: string, value: string | undefined) =>
    setAddress(
      (before) => {
        if (value === undefined) before.delete(name)
        else before.set(name, value)
        return before
      },
      { replace: true },
    )
  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const typed = new FormData(event.currentTarget).get('issuer')
    if (typeof typed === 'string') set('issuer', typed.trim())
  }
  const iss = jwt?.claims['iss']
  return (
    <>
      <div className="paste">
        <form className="card" onSubmit={ask}>
          <div className="field">
            <label htmlFor="token">Token</label>
            <textarea
              id="token"
              rows={5}
              spellCheck={false}
              autoComplete="off"
              aria-describedby="token-hint"
              value={pasted}
              onChange={({ target }) => setPasted(target.value)}
            />
            <p className="hint" id="token-hint">
              {text === ''
                ? 'A signed JWT: an access token, an ID token, an assertion.'
                : `Read as: ${jwt ? 'signed JWT' : 'text that is no JWT'}, ${text.length} characters.`}
            </p>
          </div>
          <div className="against">
            <div className="field">
              <label htmlFor="against">Judge it against</label>
              <span className="select">
                <select
                  id="against"
                  value={other === null ? 'lab' : 'other'}
                  onChange={({ target }) => set('issuer', target.value === 'lab' ? undefined : '')}
                >
                  <option value="lab">This lab: {lab.issuer}</option>
                  <option value="other">Another issuer</option>
                </select>
              </span>
            </div>
            <div className="field">
              <label htmlFor="reader">As read by</label>
              <span className="select">
                <select
                  id="reader"
                  value={reader?.name}
                  onChange={({ target }) => set('as', target.value)}
                >
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
                <code>{new Date(now).toISOString().slice(0, 19).replace('T', ' ')} UTC</code>
                <Link to="/clock">Move the lab clock</Link>
              </p>
            </div>
          </div>
          {other !== null && (
            <div className="field">
              <label htmlFor="issuer">Issuer</label>
              <input
                key={typeof iss === 'string' ? iss : ''}
                id="issuer"
                name="issuer"
                type="url"
                required
                autoComplete="off"
                aria-describedby="issuer-hint"
                defaultValue={other || (typeof iss === 'string' ? iss : '')}
              />
              <p className="hint" id="issuer-hint">
                The lab asks it for metadata and keys, since a browser may not. It sends nothing
                else.
              </p>
              <div className="row">
                <button className="button small">Ask for its keys</button>
              </div>
            </div>
          )}
        </form>
        <Leaving published={published.data} />
      </div>
      {other !== '' && (
        <Loaded name="The keys of the issuer" queries={[published]}>
          {() => (
            <Results
              text={text}
              published={published.data!}
              audience={reader?.audience ?? ''}
              now={now}
              show={setPasted}
            />
          )}
        </Loaded>
      )}
    </>
  )
}

function Results({
  text,
  published,
  audience,
  now,
  show,
}: {
  text: string
  published: PublishedKeys
  audience: string
  now: number
  show: (token: string) => void
}) {
  const { issuer, keys } = published
  const verdict = useVerdict(text, { issuer, keys, audience, now })
  const stage = verdict?.broken?.found.stage
  return (
    <>
      <p className="hidden" role="status">
        {verdict && (stage === undefined ? 'All checks hold' : `Not good: ${stage}`)}
      </p>
      {verdict && (
        <div className="results">
          <VerdictCard verdict={verdict} published={published} now={now} show={show} />
        </div>
      )}
    </>
  )
}

/** The verdict on a text; undefined where there is none. It is judged again as the clock goes on. */
function useVerdict(text: string, { issuer, keys, audience, now }: Against): Verdict | undefined {
  const [verdict, setVerdict] = useState<Verdict>()
  useEffect(() => {
    if (text === '') {
      setVerdict(undefined)
      return undefined
    }
    let isOld = false
    const judge = async () => {
      const found = await judgeToken(text, { issuer, keys, audience, now })
      if (!isOld) setVerdict(found)
    }
    void judge()
    return () => {
      isOld = true
    }
  }, [text, issuer, keys, audience, now])
  return verdict
}

/** Which addresses were asked for keys; the token goes nowhere. */
function Leaving({ published }: { published: PublishedKeys | undefined }) {
  return (
    <aside className="margin stack" aria-labelledby="leaves">
      <h2 id="leaves">What leaves your browser</h2>
      {published && (
        <>
          <p className="route">
            <RoleShape role="browser" label="Browser" />
            <svg className="arrow browser" role="img" aria-label="asks, by a direct call">
              <use href="#i-back-ask" />
            </svg>
            {published.by === 'browser' ? (
              <RoleShape role="authserver" label="Authorization server" />
            ) : (
              <RoleShape role="door" label="The lab" />
            )}
            <span>
              {published.by === 'browser' ? 'One request' : 'The issuer; the lab asked it'}
            </span>
          </p>
          <dl className="kv">
            {published.asked.map(({ url, status, ms }) => (
              <div key={url}>
                <dt>GET</dt>
                <dd>{url}</dd>
                <dd className="mean">
                  {status}, {ms} ms
                </dd>
              </div>
            ))}
            <div>
              <dt>keys</dt>
              <dd>{published.keys.length}</dd>
            </div>
          </dl>
        </>
      )}
      <p>
        The token stays here. Nothing that you paste is sent or kept, unless you have it made again.
      </p>
    </aside>
  )
}
