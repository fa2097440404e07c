import { clauseAddress } from '@oauth-lab/explain/catalogue/clause-address.ts'
import type { Part } from '@oauth-lab/explain/explanation/part.ts'

/** A value longer than this is shown with its beginning, its end and its length. */
const longest = 120

/** What a message carries: each part with its name, value and meaning. */
export function Parts({ parts }: { parts: readonly Part[] }) {
  return (
    <dl className="kv">
      {parts.map((part, index) => (
        <div key={index}>
          <dt>
            <Name {...part} />
          </dt>
          <dd>
            {part.value.length > longest && part.parts !== undefined
              ? `${part.value.slice(0, 24)}…, ${part.value.length} characters`
              : part.value}
          </dd>
          {part.says !== undefined && <dd className="mean">{part.says}</dd>}
          {part.means !== undefined && <dd className="mean">{part.means}</dd>}
        </div>
      ))}
    </dl>
  )
}

/** The wire name, a link to its clause. */
function Name({ name, clause, in: place }: Part) {
  const address = clause === undefined ? undefined : clauseAddress(clause)
  return (
    <>
      {address === undefined ? (
        name
      ) : (
        <a href={address} title={clause}>
          {name}
        </a>
      )}
      {place === 'cookie' && ' (cookie)'}
    </>
  )
}
