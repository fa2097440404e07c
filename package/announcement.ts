import type { Problem } from '@oauth-lab/kit/problems.ts'

/** What a lab's process tells its holder: where it is, or why it isn't. */
export type Announcement =
  | { origin: string; ca: string; token: string }
  | { failure: { message: string; problems?: Problem[] } }
