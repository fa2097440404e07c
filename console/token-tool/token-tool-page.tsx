import '../styles/token-tool.css'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
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
import { labKeys } from './lab-keys.ts'
import type { IssuerKeys } from './lab-keys.ts'
import { readerOf, readersQuery } from './readers.ts'
import type { Reader } from './readers.ts'
import { VerdictCard } from './verdict-card.tsx'

/** Judges a token that somebody pastes, in this browser alone. */
export function Component() {
  useTitle('Token tool', 'Tools')
  const readers = useQuery(readersQuery)
  const issuer = useQuery(rolesQuery).data?.issuer
  const published = useQuery({
    queryKey: ['keys of', issuer],
    queryFn: () => labKeys(issuer!),
    enabled: issuer !== undefined,
  })
  return (
    <div className="token-tool">
      <PortalHead title="Token tool">
        <p>
          Paste a token. The page reads it, checks who signed it, and says whether it is good now.
        </p>
      </PortalHead>
      <Loaded name="The keys of the issuer" queries={[published, readers]}>
        {() => <Tool published={published.data!} readers={readers.data!} />}
      </Loaded>
    </div>
  )
}

function Tool({ published, readers }: { published: IssuerKeys; readers: readonly Reader[] }) {
  const [pasted, setPasted] = useState('')
  const [address, setAddress] = useSearchParams()
  const time = useLabTime()
  const text = pasted.trim()
  const jwt = readJwt(text)
  const chosen = readers.find(({ name }) => name === address.get('as'))
  const reader = chosen ?? readerOf(readers, jwt?.claims['aud'])
  const now = Math.floor((time?.now ?? new Date()).getTime() / 1000) * 1000
  const { issuer, keys } = published
  const verdict = useVerdict(text, { issuer, keys, audience: reader?.audience ?? '', now })
  const iso = new Date(now).toISOString()
  return (
    <>
      <div className="paste">
        <form className="card" onSubmit={(event) => event.preventDefault()}>
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
              <span className="label">Judged against</span>
              <p className="at-clock">
                <code>{issuer}</code>
              </p>
            </div>
            <div className="field">
              <label htmlFor="reader">As read by</label>
              <span className="select">
                <select
                  id="reader"
                  value={reader?.name}
                  onChange={({ target }) => setAddress({ as: target.value }, { replace: true })}
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
                <code>{iso.slice(0, 19).replace('T', ' ')} UTC</code>
                <Link to="/clock">Move the lab clock</Link>
              </p>
            </div>
          </div>
        </form>
        <Leaving published={published} />
      </div>
      <p className="hidden" role="status">
        {verdict &&
          (verdict.broken ? `Not good: ${verdict.broken.found.stage}` : 'All checks hold')}
      </p>
      {verdict && (
        <div className="results">
          <VerdictCard verdict={verdict} published={published} now={now} />
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

/** Which address was asked for keys; the token goes nowhere. */
function Leaving({ published: { url, status, keys, ms } }: { published: IssuerKeys }) {
  return (
    <aside className="margin stack" aria-labelledby="leaves">
      <h2 id="leaves">What leaves your browser</h2>
      <p className="route">
        <RoleShape role="browser" label="Browser" />
        <svg className="arrow browser" role="img" aria-label="asks, by a direct call">
          <use href="#i-back-ask" />
        </svg>
        <RoleShape role="authserver" label="Authorization server" />
        <span>One request</span>
      </p>
      <dl className="kv">
        <div>
          <dt>GET</dt>
          <dd>{url}</dd>
        </div>
        <div>
          <dt>answer</dt>
          <dd>
            {status}, {keys.length} {keys.length === 1 ? 'key' : 'keys'}, {ms} ms
          </dd>
        </div>
      </dl>
      <p>The token stays here. Nothing that you paste is sent or kept.</p>
    </aside>
  )
}
