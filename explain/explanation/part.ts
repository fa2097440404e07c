import type { SecretKind } from '../catalogue/meaning.ts'

/** One thing that a message carries: a parameter, a header, a member, a claim. */
export interface Part {
  in: 'query' | 'fragment' | 'form' | 'header' | 'cookie' | 'JSON' | 'JWT header' | 'claim'
  name: string
  /** As it was sent; a secret is hidden. */
  value: string
  /** What the name means; absent where no specification of the catalogue names it. */
  means?: string
  clause?: string
  /** What this value says, in words. */
  says?: string
  /** Which kind of secret was hidden. */
  secret?: SecretKind
  /** What it is made of: a JWT's header and claims, a challenge's parameters. */
  parts?: Part[]
}
