import { markup } from './html.ts'
import type { Html } from './html.ts'

const documents: readonly (readonly [name: RegExp, address: string])[] = [
  [/^(?:OpenID Connect|OIDC) Core/, 'openid-connect-core-1_0.html'],
  [/^(?:OpenID Connect|OIDC) Discovery/, 'openid-connect-discovery-1_0.html'],
  [
    /^(?:OpenID Connect|OIDC) (?:Dynamic Client )?Registration/,
    'openid-connect-registration-1_0.html',
  ],
  [/^(?:OpenID Connect |OIDC )?RP-Initiated Logout/, 'openid-connect-rpinitiated-1_0.html'],
  [/Form Post Response Mode/, 'oauth-v2-form-post-response-mode-1_0.html'],
  [/Multiple Response Type/, 'oauth-v2-multiple-response-types-1_0.html'],
]

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
  const href = addressOf(clause)
  return href === undefined ? markup`${clause}` : markup`<a href="${href}">${clause}</a>`
}

/** The address of a clause, if its document is known. */
export function addressOf(clause: string): string | undefined {
  const [, section] = /§\s*([A-Z\d][\d.]*)/.exec(clause) ?? []
  const rfc = /^RFC (\d+)/.exec(clause)
  if (rfc !== null) {
    const anchor =
      section === undefined ? '' : `#${/^[A-Z]/.test(section) ? 'appendix' : 'section'}-${section}`
    return `https://www.rfc-editor.org/rfc/rfc${rfc[1]}${anchor}`
  }
  const document = documents.find(([name]) => name.test(clause))
  if (document === undefined) return undefined
  return `https://openid.net/specs/${document[1]}${section === undefined ? '' : `#rfc.section.${section}`}`
}
