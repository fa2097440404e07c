import { calculateJwkThumbprint } from 'jose'
import type { JWK } from 'jose'
import { useEffect, useState } from 'react'
import { wordsOf } from './key-kinds.ts'
import type { Verdict } from './judge-token.ts'
import { StateMark } from './state-mark.tsx'

/** The published keys, each with its thumbprint (RFC 7638 §3); the one of the token is marked. */
export function KeyList({ keys, verdict }: { keys: readonly JWK[]; verdict: Verdict }) {
  const [prints, setPrints] = useState<readonly string[]>([])
  useEffect(() => {
    let isOld = false
    const all = keys.map((key) => calculateJwkThumbprint(key).catch(() => 'no thumbprint'))
    void Promise.all(all).then((found) => isOld || setPrints(found))
    return () => {
      isOld = true
    }
  }, [keys])
  return (
    <ol className="jwks">
      {keys.map((key, index) => (
        <li key={index} className={key === verdict.key ? 'match' : undefined}>
          <code className="kid">{key.kid ?? 'no kid'}</code>
          <span>{[wordsOf(key), key.alg].filter(Boolean).join(', ')}</span>
          <code className="print" title={prints[index]}>
            {shortOf(prints[index] ?? '')}
          </code>
          {key === verdict.key ? (
            <Matched verdict={verdict} />
          ) : (
            <span className="quiet">published</span>
          )}
        </li>
      ))}
    </ol>
  )
}

function Matched({ verdict: { broken } }: { verdict: Verdict }) {
  const stage = broken?.found.stage
  const [state, words] =
    stage === 'Certificate'
      ? (['fail', 'named; certificate differs'] as const)
      : broken?.found.kind === 'data'
        ? (['pass', 'made the signature'] as const)
        : stage === 'Signature'
          ? (['fail', 'named; signature differs'] as const)
          : (['pass', 'this token’s key'] as const)
  return (
    <span className={state}>
      <StateMark state={state} />
      <b className="word">{words}</b>
    </span>
  )
}

function shortOf(print: string): string {
  return print.length > 20 ? `${print.slice(0, 8)}…${print.slice(-6)}` : print
}
