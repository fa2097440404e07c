import '../styles/token-tool.css'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { useLocation, useSearchParams } from 'react-router'
import type { JWK } from 'jose'
import { readJwt } from '@oauth-lab/explain/exchange/jwt.ts'
import { useLabTime } from '../frame/lab-clock.tsx'
import { PortalHead } from '../frame/portal.tsx'
import { rolesQuery } from '../lab/lab-queries.ts'
import { Loaded } from '../parts/loaded.tsx'
import { useTitle } from '../parts/use-title.ts'
import { AgainstFields, IssuerField } from './against.tsx'
import type { Whose } from './against.tsx'
import { Examples } from './examples.tsx'
import { judgeToken } from './judge-token.ts'
import { knownIssuersQuery } from './known-issuers.ts'
import { Leaving } from './leaving.tsx'
import { PastedResults } from './pasted/pasted-results.tsx'
import { nameOf, recognise } from './pasted/recognise.ts'
import { useJudged } from './pasted/use-judged.ts'
import { keysAt, keysOfLab } from './published-keys.ts'
import type { Lab, PublishedKeys } from './published-keys.ts'
import { readerOf, readersQuery } from './readers.ts'
import type { Reader } from './readers.ts'
import { VerdictCard } from './verdict-card.tsx'

/** Reads and judges what somebody pastes, in this browser alone. */
export function Component() {
  useTitle('Token tool', 'Tools')
  const readers = useQuery(readersQuery)
  const roles = useQuery(rolesQuery)
  const known = useQuery(knownIssuersQuery)
  return (
    <div className="token-tool">
      <PortalHead title="Token tool">
        <p>
          Paste a token. The page reads it, checks who signed it, and says whether it is good now.
        </p>
      </PortalHead>
      <Loaded name="The issuer of this lab" queries={[roles, readers, known]}>
        {() => <Tool lab={roles.data!} readers={readers.data!} known={known.data!} />}
      </Loaded>
    </div>
  )
}

function Tool({
  lab,
  readers,
  known,
}: {
  lab: Lab
  readers: readonly Reader[]
  known: readonly string[]
}) {
  const handedOn = useLocation().state as { pasted?: string } | null
  const [typed, setTyped] = useState(handedOn?.pasted ?? '')
  const text = typed.trim()
  const [lastToken, setLastToken] = useState<string>()
  const [own, setOwn] = useState<readonly JWK[]>()
  const [told, setTold] = useState<PublishedKeys>()
  const [address, setAddress] = useSearchParams()
  const time = useLabTime()
  const now = Math.floor((time?.now ?? new Date()).getTime() / 1000) * 1000
  const pasted = useMemo(() => recognise(text), [text])
  const jwt = readJwt(text)
  const whose = whoseOf(address.get('issuer'), own)
  const isAsked = whose.of !== 'issuer' || whose.issuer !== ''
  const published = useQuery({
    queryKey: ['keys of', whose, own],
    queryFn: () => keysFor(whose, lab, own ?? []),
    enabled: isAsked,
  })
  const reader =
    readers.find(({ name }) => name === address.get('as')) ?? readerOf(readers, jwt?.claims['aud'])
  const change = (name: string, value: string | undefined) =>
    setAddress(
      (before) => {
        if (value === undefined) before.delete(name)
        else before.set(name, value)
        return before
      },
      { replace: true },
    )
  const choose = (next: Whose) =>
    change('issuer', next.of === 'lab' ? undefined : next.of === 'pasted' ? ownKeys : next.issuer)
  const paste = (next: string) => {
    setTyped(next)
    setTold(undefined)
    if (readJwt(next.trim()) !== undefined) setLastToken(next.trim())
  }
  const judgeBy = (keys: readonly JWK[]) => {
    setOwn(keys)
    change('issuer', ownKeys)
    paste(lastToken ?? '')
  }
  const judgeAgainst = (issuer: string) => {
    change('issuer', issuer)
    paste(lastToken ?? '')
  }
  const iss = jwt?.claims['iss']
  const named = typeof iss === 'string' ? iss : undefined
  const others = known.filter((issuer) => issuer !== lab.issuer)
  const asksOther = whose.of === 'issuer' && !others.includes(whose.issuer)
  const client = readers.find(({ isClient }) => isClient)
  return (
    <>
      <div className="paste">
        <div className="card">
          <div className="field">
            <label htmlFor="token">Token, JWK, certificate or address</label>
            <textarea
              id="token"
              rows={5}
              spellCheck={false}
              autoComplete="off"
              aria-describedby="token-hint"
              value={typed}
              onChange={({ target }) => paste(target.value)}
            />
            <p className="hint" id="token-hint">
              {text === ''
                ? 'A JWT, a key or a set of keys, PEM, DER in base64 or x5c, a URL with or without parameters.'
                : `Read as: ${nameOf(pasted)}, ${text.length} characters.`}
            </p>
          </div>
          <AgainstFields
            whose={whose}
            labIssuer={lab.issuer}
            known={others}
            named={named}
            hasPasted={own !== undefined}
            choose={choose}
            readers={readers}
            reader={reader}
            readAs={(name) => change('as', name)}
            now={now}
          />
          {asksOther && (
            <IssuerField
              issuer={whose.issuer || (named ?? '')}
              ask={(issuer) => change('issuer', issuer)}
            />
          )}
          {client && !lab.elsewhere && <Examples client={client.audience} now={now} show={paste} />}
        </div>
        <Leaving published={told ?? published.data} />
      </div>
      {text !== '' && pasted.kind !== 'token' && (
        <div className="results">
          <PastedResults
            pasted={pasted}
            published={published.data}
            now={now}
            token={lastToken}
            show={paste}
            judgeBy={judgeBy}
            judgeAgainst={judgeAgainst}
            tell={setTold}
          />
        </div>
      )}
      {pasted.kind === 'token' && isAsked && (
        <Loaded name="The keys of the issuer" queries={[published]}>
          {() => (
            <TokenResults
              text={pasted.text}
              published={published.data!}
              audience={reader?.audience ?? ''}
              now={now}
              show={paste}
            />
          )}
        </Loaded>
      )}
    </>
  )
}

/** In the address: keys that were pasted, which stay in this page. */
const ownKeys = 'pasted'

function whoseOf(issuer: string | null, own: readonly JWK[] | undefined): Whose {
  if (issuer === null || (issuer === ownKeys && own === undefined)) return { of: 'lab' }
  return issuer === ownKeys ? { of: 'pasted' } : { of: 'issuer', issuer }
}

async function keysFor(whose: Whose, lab: Lab, own: readonly JWK[]): Promise<PublishedKeys> {
  if (whose.of === 'lab') return keysOfLab(lab)
  if (whose.of === 'issuer') return keysAt(whose)
  return { keys: own, asked: [], by: 'nobody' }
}

function TokenResults({
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
  // It is judged again as the clock goes on.
  const verdict = useJudged(
    useCallback(
      async () => (text === '' ? undefined : judgeToken(text, { issuer, keys, audience, now })),
      [text, issuer, keys, audience, now],
    ),
  )
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
