/** Timeout of web servers under test, seconds. */
export const shortTimeout = { head: 3, lab: 1, external: 1 }
