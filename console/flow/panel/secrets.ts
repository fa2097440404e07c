import { createHide } from '@oauth-lab/explain/secrets/hide.ts'
import type { Hide } from '@oauth-lab/explain/secrets/hide.ts'

/** Hides secrets while this page is open: the same one looks the same wherever it stands. */
export const hide: Hide = createHide(crypto.getRandomValues(new Uint8Array(32)))

/** Shows secrets as they are: for a message of which somebody asked it. */
export const show: Hide = (secret) => secret
