/** What the addresses of this sandbox begin with: nothing, or `/~{id}`. */
export const prefix = /^\/(?:~|%7e)[^/]+/i.exec(location.pathname)?.[0] ?? ''

/** The address of this sandbox. */
export const base = location.origin + prefix
