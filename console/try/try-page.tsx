import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { FormEvent } from 'react'
import { useLocation, useSearchParams } from 'react-router'
import { base } from '../base.ts'
import { useLabTime } from '../frame/lab-clock.tsx'
import { PortalHead } from '../frame/portal.tsx'
import { Clause } from '../parts/clause.tsx'
import { curlOf, quoted } from '../parts/curl.ts'
import { Failure } from '../parts/failure.tsx'
import { Icon } from '../parts/icon.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { useTitle } from '../parts/use-title.ts'
import { AnswerCard, Block } from './answer-card.tsx'
import { asOpenidClient } from './as-openid-client.ts'
import { ClientFields } from './client-fields.tsx'
import { compose, gapsIn, urlOf } from './compose.ts'
import type { Composed, Values, Wanted } from './compose.ts'
import { Extra } from './extra.tsx'
import { noteOpened, openedLast, useKept } from './kept.ts'
import type { Keep } from './kept.ts'
import { kindsOf } from './kinds.ts'
import type { Kind, Metadata, Parameter } from './kinds.ts'
import { learn, methodIn } from './learn.ts'
import { ParameterFields } from './parameter-fields.tsx'
import { challengeFor, freshValues } from './pkce.ts'
import { RawForm } from './raw-form.tsx'
import { readCallback } from './read-callback.ts'
import { send } from './send.ts'
import { metadataOf, metadataUrlOf, targetsQuery } from './targets.ts'
import type { Target } from './targets.ts'

/** Where a browser comes back to this page. */
const callbackUri = `${base}/console/try`

/** Builds a request with help for each parameter, sends it, and shows the answer and the same elsewhere. */
export function Component() {
  useTitle('Try it', 'Tools')
  const targets = useQuery(targetsQuery)
  const [address, setAddress] = useSearchParams()
  // An answer that comes back does not say in which form it was asked for.
  const issuer = address.get('server') ?? (address.has('request') ? null : openedLast())
  const target = targets.data?.find((one) => one.issuer === issuer) ?? targets.data?.[0]
  const metadata = useQuery({
    queryKey: ['metadata of', target?.issuer],
    queryFn: () => metadataOf(target!),
    enabled: target !== undefined,
  })
  const choose = (next: string) => {
    const isFirst = next === targets.data?.[0]?.issuer
    setAddress(isFirst ? { request: firstRequest } : { server: next }, { replace: true })
  }
  return (
    <>
      <PortalHead title="Try it">
        <p>
          Any request, with help for its parameters. What it meant stands in the flow; the same is
          shown as curl and as code.
        </p>
      </PortalHead>
      <Loaded name="The servers" queries={[targets]}>
        {() => (
          <div className="stack">
            <div className="card form user-form">
              <div className="field">
                <label htmlFor="server">Ask</label>
                <span className="select">
                  <select
                    id="server"
                    value={target?.issuer}
                    onChange={({ target: { value } }) => choose(value)}
                  >
                    {targets.data!.map((one) => (
                      <option key={one.issuer} value={one.issuer}>
                        {one.by === 'browser' ? 'This lab: ' : ''}
                        {one.issuer}
                      </option>
                    ))}
                  </select>
                </span>
                <p className="hint">
                  This lab is asked by this page, another server by the role that knows it, under
                  Server definitions.
                </p>
              </div>
            </div>
            {target && (
              <Loaded name="The metadata of the server" queries={[metadata]}>
                {() => <Try key={target.issuer} target={target} metadata={metadata.data!} />}
              </Loaded>
            )}
          </div>
        )}
      </Loaded>
    </>
  )
}

const anyRequest = 'any request'
const firstRequest = 'metadata request'

function Try({ target, metadata }: { target: Target; metadata: Metadata }) {
  const isLab = target.by === 'browser'
  const [kept, keep, forget] = useKept(target.issuer)
  const [address, setAddress] = useSearchParams()
  const [extra, setExtra] = useState<readonly (readonly [string, string])[]>([])
  const kinds = kindsOf(metadata, { isLab })
  const asked = address.get('request')
  const kind = kinds.find(({ id }) => id === asked) ?? kinds[0]!
  const choose = (id: string) =>
    setAddress(
      (before) => {
        before.set('request', id)
        return before
      },
      { replace: true },
    )
  const problem = useAnswerInAddress(target, metadata, kept.values['state'], (values, callback) => {
    keep({ values, callback })
  })
  useFreshValues(kind, kept.values, keep)
  const wanted: Wanted = {
    kind,
    metadata,
    metadataUrl: metadataUrlOf(target.issuer),
    resource: `${base}/resserver/protected-resources/`,
    values: kept.values,
    clientMethod: kept.clientMethod,
    extra,
  }
  return (
    <>
      {problem !== undefined && (
        <div className="alert fail" role="alert">
          <Icon name="fail" className="state" />
          <h2>The answer that came back is not used</h2>
          <p>{problem}</p>
        </div>
      )}
      <div className="card form user-form">
        <div className="field">
          <label htmlFor="request">Request</label>
          <span className="select">
            <select
              id="request"
              value={asked === anyRequest && isLab ? anyRequest : kind.id}
              onChange={({ target: { value } }) => choose(value)}
            >
              {kinds.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
              {isLab && <option value={anyRequest}>Any request, typed by hand</option>}
            </select>
          </span>
          {asked !== anyRequest && (
            <p className="hint">
              {kind.purpose} <Clause clause={kind.clause} />
            </p>
          )}
        </div>
      </div>
      {asked === anyRequest && isLab ? (
        <RawForm />
      ) : (
        <Build
          key={kind.id}
          target={target}
          wanted={wanted}
          keep={keep}
          forget={forget}
          callback={kept.callback}
          setExtra={setExtra}
        />
      )}
    </>
  )
}

function Build({
  target,
  wanted,
  keep,
  forget,
  callback,
  setExtra,
}: {
  target: Target
  wanted: Wanted
  keep: Keep
  forget: () => void
  callback: string | undefined
  setExtra: (extra: readonly (readonly [string, string])[]) => void
}) {
  const { kind, metadata, values } = wanted
  const isLab = target.by === 'browser'
  const composed = compose(wanted)
  const gaps = gapsIn(wanted)
  const time = useLabTime()
  const now = isLab ? time?.now : undefined
  const sending = useMutation({
    mutationFn: () => send(target, wanted, composed, (now ?? new Date()).getTime()),
    onSuccess({ body }) {
      const clientMethod = methodIn(body)
      keep({ values: learn(body), ...(clientMethod && { clientMethod }) })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    sending.mutate()
  }
  const hasClient = kind.authenticates || kind.parameters.some(({ name }) => name === 'client_id')
  const shown: Parameter[] = [
    ...(kind.bearer ? [{ name: 'access_token', need: 'required' } as const] : []),
    ...kind.parameters.filter(({ name }) => name !== 'client_id'),
  ]
  return (
    <>
      <form className="card form user-form" onSubmit={submit} aria-label="What is sent">
        <p className="wire-line">
          <b>{composed.method}</b> <code>{composed.address}</code>
        </p>
        {hasClient && (
          <ClientFields
            kept={{ values, clientMethod: wanted.clientMethod }}
            keep={keep}
            metadata={metadata}
            callback={callbackUri}
            isLab={isLab}
          />
        )}
        {shown.length > 0 && (
          <ParameterFields
            parameters={shown}
            metadata={metadata}
            values={values}
            set={(name, value) => keep({ values: { [name]: value } })}
          />
        )}
        <Extra extra={wanted.extra} set={setExtra} />
        {gaps.length > 0 && (
          <p className="hint">
            Required, and still empty: {gaps.join(', ')}. You may send it all the same.
          </p>
        )}
        <p className="row">
          {kind.isFront ? (
            <a
              className="button primary"
              href={urlOf(composed)}
              onClick={() => noteOpened(target.issuer)}
            >
              Open it in this tab
            </a>
          ) : (
            <button className="button primary" disabled={sending.isPending}>
              Send it
            </button>
          )}
          {kind.parameters.some(({ name }) => name === 'code_challenge') && (
            <button
              className="button"
              type="button"
              onClick={() => keep({ values: freshValues() })}
            >
              New state, nonce and verifier
            </button>
          )}
          <button className="undo" type="button" onClick={forget}>
            Forget what this tab keeps
          </button>
        </p>
        {kind.message === 'authorization request' && (
          <Back target={target} metadata={metadata} values={values} keep={keep} />
        )}
      </form>
      {sending.error && <Failure title="No answer came" error={sending.error} />}
      {sending.data && <AnswerCard answer={sending.data} />}
      <Elsewhere
        composed={composed}
        code={asOpenidClient(wanted, { issuer: target.issuer, callback })}
      />
    </>
  )
}

/** Takes the address to which the browser came back, where that is not this page. */
function Back({
  target,
  metadata,
  values,
  keep,
}: {
  target: Target
  metadata: Metadata
  values: Values
  keep: Keep
}) {
  const [said, setSaid] = useState<string>()
  const take = (text: string) => {
    const found = readCallback(text, askedOf(target, metadata, values['state']))
    if (found === undefined) {
      setSaid(text === '' ? undefined : 'It holds no answer: neither code nor error.')
      return
    }
    setSaid(found.problem ?? 'Kept. The token request has the code.')
    if (found.problem === undefined) keep({ values: found.values, callback: text })
  }
  return (
    <div className="field">
      <label htmlFor="back">The address to which the browser came back</label>
      <input
        id="back"
        className="wire-value"
        type="url"
        autoComplete="off"
        aria-describedby="back-hint"
        onChange={({ target: { value } }) => take(value.trim())}
      />
      <p className="hint" id="back-hint" role="status">
        {said ??
          `With the redirect URI ${callbackUri} it comes back here by itself; else paste it.`}
      </p>
    </div>
  )
}

function Elsewhere({ composed, code }: { composed: Composed; code: string | undefined }) {
  const { method, headers, body } = composed
  const url = urlOf(composed)
  const options = { method, headers: Object.fromEntries(headers), ...(body !== '' && { body }) }
  return (
    <section className="card stack" aria-label="The same elsewhere">
      <h2>The same elsewhere</h2>
      <Block
        title="curl"
        text={curlOf({
          method,
          url,
          headers: headers.map(([name, value]) => quoted(`${name}: ${value}`)),
          body: body || undefined,
        })}
      />
      <Block
        title="fetch"
        text={`const response = await fetch(${JSON.stringify(url)}, ${JSON.stringify(options, null, 2)})`}
      />
      {code !== undefined && <Block title="openid-client" text={code} />}
    </section>
  )
}

function askedOf(target: Target, metadata: Metadata, state: string | undefined) {
  return {
    state,
    issuer: target.issuer,
    namesItself: metadata['authorization_response_iss_parameter_supported'] === true,
  }
}

/** Takes an answer out of this page's own address, and leads to the token request. */
function useAnswerInAddress(
  target: Target,
  metadata: Metadata,
  state: string | undefined,
  take: (values: Values, callback: string) => void,
): string | undefined {
  const { search, hash } = useLocation()
  const [, setAddress] = useSearchParams()
  const [problem, setProblem] = useState<string>()
  const taken = useRef<string>(undefined)
  useEffect(() => {
    const callback = `${callbackUri}${search}${hash}`
    const found = readCallback(callback, askedOf(target, metadata, state))
    // It stands in the address until the router has changed that.
    if (found === undefined || taken.current === callback) return
    taken.current = callback
    setProblem(found.problem)
    if (found.problem === undefined) take(found.values, callback)
    // The answer leaves the address, so that nobody finds it in the history.
    const next =
      found.problem === undefined ? 'token request authorization_code' : 'authorization request'
    setAddress({ server: target.issuer, request: next }, { replace: true })
  })
  return problem
}

/** Gives an authorization request what it needs against forgery: state, nonce, and the challenge of a verifier. */
function useFreshValues(kind: Kind, values: Values, keep: Keep): void {
  const asksForCode = kind.parameters.some(({ name }) => name === 'code_challenge')
  const { code_verifier: verifier, code_challenge_method: method, redirect_uri } = values
  const registers = kind.isJson && redirect_uri === undefined
  useEffect(() => {
    if (registers) keep({ values: { redirect_uri: callbackUri } })
    if (!asksForCode) return
    if (verifier === undefined) {
      keep({
        values: {
          ...freshValues(),
          code_challenge_method: method ?? 'S256',
          response_type: values['response_type'] ?? 'code',
          redirect_uri: redirect_uri ?? callbackUri,
          scope: values['scope'] ?? 'openid',
        },
      })
      return
    }
    const challenge = challengeFor(verifier, method ?? 'S256')
    if (values['code_challenge'] !== challenge) keep({ values: { code_challenge: challenge } })
    // What was typed over the challenge stays until verifier or method change.
  }, [registers, asksForCode, verifier, method])
}
