import { clauseAddress } from '@oauth-lab/explain/catalogue/clause-address.ts'
import { markup } from './html.ts'
import type { Html } from './html.ts'

/** Clauses as links to their sections: `RFC 7636 §4.6`, `OpenID Connect Core §3.1.2.1`; several are separated by `;`, `,` or `·`. */
export function clauses(text: string): Html {
  const links = text
    .split(/\s*[;,·]\s*/)
    .filter(Boolean)
    .map(link)
  return markup`${links.map((one, i) => (i === 0 ? one : markup`\u00a0· ${one}`))}`
}

/** A clause line as it stands under a check or a margin note. */
export function clauseLine(text: string): Html {
  return markup`<p class="clause">${clauses(text)}</p>`
}

function link(clause: string): Html {
  const href = clauseAddress(clause)
  return href === undefined ? markup`${clause}` : markup`<a href="${href}">${clause}</a>`
}
