import type { Step } from '../../engine/lesson.ts'

/** The client's next token request waits, from the step before the one that releases it. */
export const holdTokenRequest: NonNullable<Step['holds']> = () => [
  {
    match: { role: 'authserver', message: 'token request', asker: 'client' },
    do: { hold: true },
    times: 1,
  },
]
