import { useCallback } from 'react'
import type { JWK } from 'jose'
import type { PublishedKeys } from '../published-keys.ts'
import { FindingCard } from './finding-card.tsx'
import { judgeCertificates, rowsOf } from './judge-certificate.ts'
import { withPrints } from './key-prints.ts'
import type { Finding } from './row.ts'
import { Rows } from './rows.tsx'
import { useJudged } from './use-judged.ts'

const unreadable: Finding = {
  state: 'fail',
  title: 'This is no certificate',
  reason: 'Its bytes are not those of an X.509 certificate.',
  todo: ['Copy it again, whole.', 'Is it a public key alone? Give it as a JWK.'],
}

/** A certificate that was pasted, with its chain. */
export function CertificatesCard({
  chain,
  published,
  now,
  judgeBy,
}: {
  chain: readonly Uint8Array<ArrayBuffer>[]
  published: PublishedKeys | undefined
  now: number
  judgeBy: (keys: readonly JWK[]) => void
}) {
  const keys = published?.keys
  const read = useJudged(
    useCallback(async () => {
      // It is large, and few paste a certificate.
      const { readCertificates } = await import('./read-certificate.ts')
      const certificates = await readCertificates(chain)
      return { certificates, published: await withPrints(keys ?? []) }
    }, [chain, keys]),
  )
  if (read === undefined) return null
  const { certificates } = read
  if (certificates === undefined) return <FindingCard finding={unreadable} />
  const against = { now, published: read.published }
  const own = certificates[0]!.key
  return (
    <FindingCard finding={judgeCertificates(certificates, against)}>
      {own && (
        <p className="row">
          <button className="button" type="button" onClick={() => judgeBy([withChain(own, chain)])}>
            Judge tokens by its key
          </button>
        </p>
      )}
      <div className="anatomy">
        {certificates.map((certificate, index) => (
          <section className="piece" key={index} aria-label={`Certificate ${index + 1}`}>
            <h3>{certificates.length === 1 ? 'Certificate' : index + 1}</h3>
            <Rows rows={rowsOf(certificate, against, index === certificates.length - 1)} />
          </section>
        ))}
      </div>
    </FindingCard>
  )
}

/** The key as one that is published with its certificates (RFC 7517 §4.7). */
function withChain(key: JWK, chain: readonly Uint8Array[]): JWK {
  return { ...key, x5c: chain.map((der) => btoa(String.fromCharCode(...der))) }
}
