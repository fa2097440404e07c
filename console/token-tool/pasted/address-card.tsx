import { useMutation } from '@tanstack/react-query'
import { explainMetadata } from '@oauth-lab/explain/metadata/explain-metadata.ts'
import type { Part } from '@oauth-lab/explain/explanation/part.ts'
import type { JWK } from 'jose'
import { Clause } from '../../parts/clause.tsx'
import { Failure } from '../../parts/failure.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Discovered } from '../../portals/shared/discovered.tsx'
import { keysAt } from '../published-keys.ts'
import type { PublishedKeys } from '../published-keys.ts'
import { FindingCard } from './finding-card.tsx'
import { KeysCard } from './keys-card.tsx'
import { askedAt, readAddress } from './read-address.ts'
import type { Asked, ReadAddress } from './read-address.ts'
import type { Row } from './row.ts'
import { Rows } from './rows.tsx'
import { TokenLinks } from './token-links.tsx'

export interface AddressCardProps {
  url: URL
  published: PublishedKeys | undefined
  now: number
  /** The last token that was pasted. */
  token: string | undefined
  show: (token: string) => void
  judgeBy: (keys: readonly JWK[]) => void
  /** Judges tokens against another issuer. */
  judgeAgainst: (issuer: string) => void
  /** Says which addresses were asked. */
  tell: (asked: PublishedKeys) => void
}

/** An address that was pasted: its parameters explained, or what stands there. */
export function AddressCard(props: AddressCardProps) {
  const { url, now, show } = props
  const read = readAddress(url, now)
  if (read === undefined) return <Place {...props} key={url.href} />
  return <Parameters url={url} read={read} show={show} />
}

function Parameters({
  url,
  read,
  show,
}: {
  url: URL
  read: ReadAddress
  show: (token: string) => void
}) {
  const { title, purpose, clause, parts, findings, tokens } = read
  const gravest = findings.find(({ severity }) => severity !== 'note')
  return (
    <FindingCard
      finding={{
        state: gravest ? 'fail' : 'pass',
        title,
        reason: gravest?.says ?? purpose,
        todo: [],
      }}
    >
      <p className="note">
        {gravest && `${purpose} `}
        <code>{url.origin + url.pathname}</code>{' '}
        {clause !== undefined && <Clause clause={clause} />}
      </p>
      {findings.length > 0 && (
        <ul className="checks" aria-label="What is not right">
          {findings.map(({ id, severity, says, remedy, clause: broken }) => (
            <li key={id + says} className={severity === 'error' ? 'fail' : 'waive'}>
              <Icon name={severity === 'error' ? 'fail' : 'waive'} className="state" />
              <p>
                {says} {remedy}
              </p>
              <p className="clause">
                <code>{id}</code> <Clause clause={broken} />
              </p>
            </li>
          ))}
        </ul>
      )}
      <TokenLinks tokens={tokens} show={show} />
      <div className="anatomy">
        <section className="piece" aria-label="Parameters">
          <h3>Parameters</h3>
          <Rows rows={parts.map(rowOf)} />
        </section>
      </div>
    </FindingCard>
  )
}

function rowOf({ name, value, means, says, clause, in: place }: Part): Row {
  return {
    name,
    value,
    means: means ?? 'No specification of the catalogue names it.',
    state: 'idle',
    words: says ?? (place === 'fragment' ? 'Behind #: no server sees it.' : 'Told, not checked.'),
    ...(clause !== undefined && { clause }),
  }
}

function Place({ url, published, token, judgeBy, judgeAgainst, tell }: AddressCardProps) {
  const ask = useMutation({ mutationFn: keysAt, onSuccess: tell })
  const found = ask.data
  const issuer = found?.issuer
  return (
    <>
      <FindingCard
        finding={{
          state: 'pass',
          title: 'An address without parameters',
          reason:
            'An issuer, its metadata or its keys may stand there. The page asks when you say so.',
          todo: [],
        }}
      >
        <p className="row">
          {askedAt(url).map((asked, index) => (
            <button
              key={wordsOf(asked)}
              className={index === 0 ? 'button primary' : 'button'}
              type="button"
              disabled={ask.isPending}
              onClick={() => ask.mutate(asked)}
            >
              {wordsOf(asked)}
            </button>
          ))}
        </p>
        <p className="note">
          The lab asks, since a browser may not ask another origin. It sends nothing but the
          address.
        </p>
      </FindingCard>
      {ask.error && <Failure title="It was not answered as it must be" error={ask.error} />}
      {found && (
        <KeysCard
          keys={found.keys}
          published={published}
          token={token}
          judgeBy={issuer === undefined ? judgeBy : () => judgeAgainst(issuer)}
        />
      )}
      {found?.metadata && issuer !== undefined && (
        <Discovered
          found={{
            issuer,
            source: found.asked[0]!.url.includes('oauth-authorization-server')
              ? 'oauth-authorization-server'
              : 'openid-configuration',
            metadataUrl: found.asked[0]!.url,
            metadata: { ...found.metadata },
            answered: found.asked[0]!,
            checks: [],
            usable: false,
            members: explainMetadata(found.metadata, issuer).map((member) => ({
              ...member,
              means: member.means ?? null,
              clause: member.clause ?? null,
            })),
          }}
        />
      )}
    </>
  )
}

function wordsOf(asked: Asked): string {
  return 'issuer' in asked ? 'Ask it as an issuer' : 'Ask it for keys'
}
