import type { JWK } from 'jose'
import type { PublishedKeys } from '../published-keys.ts'
import { AddressCard } from './address-card.tsx'
import { CertificatesCard } from './certificates-card.tsx'
import { FindingCard } from './finding-card.tsx'
import { KeysCard } from './keys-card.tsx'
import type { Pasted } from './recognise.ts'
import { TokenLinks } from './token-links.tsx'

/** What was pasted and is no token: read, explained and judged. */
export function PastedResults({
  pasted,
  ...rest
}: {
  pasted: Exclude<Pasted, { kind: 'token' }>
  published: PublishedKeys | undefined
  now: number
  token: string | undefined
  show: (token: string) => void
  judgeBy: (keys: readonly JWK[]) => void
  judgeAgainst: (issuer: string) => void
  tell: (asked: PublishedKeys) => void
}) {
  switch (pasted.kind) {
    case 'keys':
      return <KeysCard keys={pasted.keys} {...rest} />
    case 'certificates':
      return <CertificatesCard chain={pasted.chain} {...rest} />
    case 'address':
      return <AddressCard url={pasted.url} {...rest} />
    case 'answer':
      return (
        <FindingCard
          finding={{
            state: 'pass',
            title: 'An answer with tokens in it',
            reason: 'Choose one of them to have it judged.',
            todo: [],
          }}
        >
          <TokenLinks tokens={pasted.tokens} show={rest.show} />
        </FindingCard>
      )
    case 'private key':
      return (
        <FindingCard
          finding={{
            state: 'fail',
            title: 'A private key: who has it can sign',
            reason: 'The page did not read it. It needs the public key or its certificate only.',
            todo: ['Was it sent to somebody? Take the key out of use, and make a new one.'],
          }}
        />
      )
    default: // wrong
      return <FindingCard finding={{ ...pasted, state: 'fail' }} />
  }
}
