import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { interactionPage } from './frame.ts'
import type { Interaction } from './frame.ts'

export interface IssuerModel extends Interaction {
  issuer: string
  /** Where the metadata stands: below the issuer, and where RFC 8414 §3.1 puts it. */
  metadata: readonly string[]
  jwks: string
  /** The address has a slash at its end, which the issuer has not. */
  slash: boolean
}

/** The page for a person who opens the issuer itself. */
export function issuerPage(pages: Pages, model: IssuerModel): string {
  const page = interactionPage(model, 'Issuer', true)
  return pages.render('issuer', { ...model, page })
}
