/** Where a requirement is written. */
export type Clause = { text: string; href: string }

/** A section of an RFC. */
export const rfc = (number: number, section: string): Clause => ({
  text: `RFC ${number} §${section}`,
  href: `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`,
})

/** A section of OpenID Connect Core 1.0, with the name of its anchor. */
export const coreClause = (section: string, anchor: string): Clause => ({
  text: `OpenID Connect Core §${section}`,
  href: `https://openid.net/specs/openid-connect-core-1_0.html#${anchor}`,
})
