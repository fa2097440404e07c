import { clauseLine } from '@oauth-lab/kit/pages/clause.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Html } from '@oauth-lab/kit/pages/html.ts'
import { roleMark } from '@oauth-lab/kit/pages/marks.ts'
import { keyValues } from '@oauth-lab/kit/pages/parts.ts'
import { heldRows } from '../words/holders.ts'
import type { Held, Holder } from '../words/holders.ts'

/** Who holds what. */
export function heldCard(
  { title, note, clause }: Holder,
  held: Held,
  client: 'client' | 'client-public',
): Html {
  return markup`<section class="card" id="held" aria-labelledby="held-title">
  <h2 id="held-title">${roleMark(client, 's')} ${title}</h2>
  <p class="note">${note}</p>
  ${keyValues(heldRows(held))}
  ${clauseLine(clause)}
</section>`
}
