import type { Part } from '@oauth-lab/explain/explanation/part.ts'
import type { ReactNode } from 'react'
import { Clause } from '../parts/clause.tsx'
import { judgeMember } from './judge-member.ts'
import { timeOf } from './judge-token.ts'
import type { Verdict } from './judge-token.ts'
import { StateMark } from './state-mark.tsx'

/** The parts of a token: header, claims, signature; each member with value, meaning and judgement. */
export function Anatomy({
  verdict,
  parts,
  children,
}: {
  verdict: Verdict
  parts: readonly Part[]
  children: ReactNode
}) {
  const { token } = verdict
  const signature: Part = {
    in: 'JWT header',
    name: 'signature',
    value: `${token!.signature.length} bytes`,
    means: 'Made with the private key, checked with the public one.',
  }
  return (
    <div className="anatomy decoded">
      <Piece
        title="Header"
        parts={parts.filter((part) => part.in === 'JWT header')}
        verdict={verdict}
      />
      <Piece title="Claims" parts={parts.filter((part) => part.in === 'claim')} verdict={verdict} />
      <Piece title="Signature" parts={[signature]} verdict={verdict} />
      <section className="piece">
        <h3>Keys</h3>
        <div>{children}</div>
      </section>
    </div>
  )
}

function Piece({
  title,
  parts,
  verdict,
}: {
  title: string
  parts: readonly Part[]
  verdict: Verdict
}) {
  return (
    <section className="piece">
      <h3>{title}</h3>
      {parts.length === 0 ? (
        <div className="note">It is empty.</div>
      ) : (
        <dl className="claims">
          {parts.map((part) => (
            <Member key={part.name} part={part} verdict={verdict} />
          ))}
        </dl>
      )}
    </section>
  )
}

function Member({ part, verdict }: { part: Part; verdict: Verdict }) {
  const { state, words, clause = part.clause } = judgeMember(part.name, verdict)
  return (
    <div className={state}>
      <dt>{part.name}</dt>
      <dd>{part.value}</dd>
      <dd className="mean">{meaningOf(part)}</dd>
      <dd className="judge">
        <StateMark state={state} />
        <span>
          {words}{' '}
          {clause !== undefined && (
            <span className="clause">
              <Clause clause={clause} />
            </span>
          )}
        </span>
      </dd>
    </div>
  )
}

const moments = ['exp', 'nbf', 'iat', 'auth_time']

function meaningOf({ name, value, says, means }: Part): string {
  if (moments.includes(name) && value !== '' && Number.isFinite(Number(value))) {
    return timeOf(Number(value))
  }
  return says ?? means ?? 'No specification of the catalogue names it.'
}
