/** The content policy of every static file. */
export const staticPolicy =
  "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
