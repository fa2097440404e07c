import { explainJwt } from '@oauth-lab/explain/paste/explain-jwt.ts'
import { Clause } from '../parts/clause.tsx'
import { Copy } from '../parts/copy.tsx'
import { sayDuration } from '@oauth-lab/explain/explanation/say-time.ts'
import { Anatomy } from './anatomy.tsx'
import { stages } from './broken.ts'
import type { Broken } from './broken.ts'
import type { Verdict } from './judge-token.ts'
import { KeyList } from './key-list.tsx'
import { Mint } from './mint.tsx'
import type { PublishedKeys } from './published-keys.ts'
import { LifeRuler } from './life-ruler.tsx'
import { StateMark } from './state-mark.tsx'
import { thumbprintNames } from './thumbprint.ts'

/** Whether the token is good, where the checks stopped, and what it is made of. */
export function VerdictCard({
  verdict,
  published,
  now,
  show,
}: {
  verdict: Verdict
  published: PublishedKeys
  /** Milliseconds since 1970. */
  now: number
  /** Puts another token in the place of this one. */
  show: (token: string) => void
}) {
  const { token, broken } = verdict
  const seconds = Math.floor(now / 1000)
  const explained = token && explainJwt(token.text, now, { hide: (text) => text })?.exchanges[0]
  return (
    <section className="card result" aria-labelledby="verdict">
      <header className={`verdict ${broken ? 'fail' : 'pass'}`}>
        <StateMark state={broken ? 'fail' : 'pass'} />
        <div>
          <h2 id="verdict">{broken?.message ?? goodFor(token?.claims['exp'], seconds)}</h2>
          <p>
            {broken?.found.reason ??
              `${explained!.message!.name}. ${explained!.purpose} Its issuer signed it, and nobody changed it since.`}
          </p>
        </div>
        {token && <Choice />}
      </header>
      <Way broken={broken} hasCertificate={namesCertificate(verdict)} />
      {token && <LifeRuler token={token} now={seconds} />}
      {broken && <Why broken={broken} />}
      {token && (
        <>
          <Anatomy verdict={verdict} parts={explained?.request.parts ?? []}>
            <p className="note">
              {published.by === 'nobody' ? (
                <>You pasted {published.keys.length}. </>
              ) : (
                <>
                  The issuer publishes {published.keys.length}, at{' '}
                  <code>{published.asked.at(-1)!.url}</code>.{' '}
                </>
              )}
              Beside each stands its thumbprint. <Clause clause="RFC 7638 §3" />
            </p>
            <KeyList keys={published.keys} verdict={verdict} />
          </Anatomy>
          <Raw text={token.text} />
          {published.by === 'browser' && <Mint token={token} now={now} show={show} />}
        </>
      )}
    </section>
  )
}

function goodFor(exp: unknown, now: number): string {
  if (typeof exp !== 'number') return 'Genuine, and without an end'
  return `Genuine, and good for ${sayDuration(exp - now)} more`
}

function namesCertificate({ token, key }: Verdict): boolean {
  return key?.x5c !== undefined || thumbprintNames.some((name) => token?.header[name] !== undefined)
}

function Choice() {
  return (
    <fieldset className="choice">
      <legend className="hidden">Show the token</legend>
      <label>
        <input type="radio" name="show" value="decoded" defaultChecked />
        Decoded
      </label>
      <label>
        <input type="radio" name="show" value="raw" />
        Raw
      </label>
    </fieldset>
  )
}

/** The checks in their order, up to the one that stopped. */
function Way({ broken, hasCertificate }: { broken: Broken | undefined; hasCertificate: boolean }) {
  const end = broken === undefined ? stages.length : stages.indexOf(broken.found.stage)
  return (
    <ol className="scale way lab" aria-label="What was checked, in order">
      {stages.map((stage, index) => {
        const isEmpty = stage === 'Certificate' && index < end && !hasCertificate
        return (
          <li key={stage} className={index < end ? 'done' : index === end ? 'stopped' : undefined}>
            {stage}
            {isEmpty && ', none named'}
            {index === end && ', stopped'}
          </li>
        )
      })}
    </ol>
  )
}

function Why({ broken: { found } }: { broken: Broken }) {
  return (
    <div className="stack">
      {found.compared && found.compared.length > 0 && (
        <dl className="compare">
          {found.compared.map(({ name, value, holds }) => (
            <div key={name} className={holds ? 'pass' : 'fail'}>
              <dt>
                <StateMark state={holds ? 'pass' : 'fail'} />
                {name}
              </dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <h3>What to do</h3>
      <ol className="steps">
        {found.todo.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <p className="note">
        <Clause clause={found.clause} />
      </p>
    </div>
  )
}

function Raw({ text }: { text: string }) {
  const [header, claims, signature] = text.split('.')
  return (
    <div className="raw code-block">
      <header>
        {text.length} characters: header, payload, signature <Copy text={text} what="the token" />
      </header>
      <pre tabIndex={0}>
        <span className="head">{header}</span>
        <b>.</b>
        <span className="body">{claims}</span>
        <b>.</b>
        <span className="sign">{signature}</span>
      </pre>
    </div>
  )
}
