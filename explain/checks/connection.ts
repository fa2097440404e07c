import type { Advices } from './advice.ts'

/** Checks of the connection itself. */
export const connectionAdvice = {
  'connection.tls': {
    why: 'Without TLS whoever is on the way reads codes, tokens and passwords. On loopback nobody is.',
    fix: 'Start the lab without --http (tls: false), and have your application trust its root certificate.',
  },
} as const satisfies Advices
