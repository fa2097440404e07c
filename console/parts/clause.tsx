import { clauseAddress } from '@oauth-lab/explain/catalogue/clause-address.ts'

/** Clauses of the specifications, each a link to where it stands; several are separated by `; `. */
export function Clause({ clause }: { clause: string }) {
  return clause.split('; ').map((one, index) => {
    const address = clauseAddress(one)
    return (
      <span key={one}>
        {index > 0 && ' · '}
        {address === undefined ? one : <a href={address}>{one}</a>}
      </span>
    )
  })
}

/** A text in which clauses in brackets become links, as in "when a client gets one (RFC 6749 §6)". */
export function WithClauses({ text }: { text: string }) {
  const parts = text.split(/(\((?:RFC|OAuth|OpenID|CIBA|FAPI)[^)]*\))/)
  return parts.map((part, index) => {
    const isClause = index % 2 === 1
    return isClause ? (
      <span key={index}>
        <Clause clause={part.slice(1, -1).replaceAll(', ', '; ')} />
      </span>
    ) : (
      <span key={index}>
        <WithCode text={part} />
      </span>
    )
  })
}

/** Names on the wire stand between backticks in descriptions. */
function WithCode({ text }: { text: string }) {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))
}
