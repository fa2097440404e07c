import {
  defineTables,
  json,
  migrationsOf,
  number,
  optionalText,
  text,
} from '@oauth-lab/kit/store/tables.ts'
import type { Rows } from '@oauth-lab/kit/store/tables.ts'

const since = '0001_control'

/** What control keeps besides its sandboxes. */
export const tables = defineTables({
  /** Who administers the lab. It is no sandbox's, so that no reset empties it: see `wholeLab`. */
  administrators: { since, key: ['username'], columns: { sign_outs: number } },
  /** Which of the passwords that somebody chose the lab's people have in a sandbox. */
  passwords: { since: '0002_passwords', key: [], columns: { version: text } },
  /** How far somebody is with a lesson. */
  lessons: { since: '0003_lessons', key: ['lesson'], columns: { state: json } },
  /** Who signs in at a sandbox of a workshop; no reset of it forgets them: see `signOutsOf`. */
  learners: {
    since: '0004_learners',
    key: [],
    columns: {
      password_hash: text,
      /** The same password as the authorization server keeps it, for its user of the administrator's name. */
      user_hash: { ...optionalText, since: '0005_user_of_learner' },
    },
  },
})

/** Stands in the column `sandbox` of what belongs to the whole lab. */
export const wholeLab = ''

/** Stands there for the sign-outs at one sandbox: no reset of it forgets them. */
export function signOutsOf(sandbox: string): string {
  return `~${sandbox}`
}

export type Tables = Rows<typeof tables>
export const migrations = migrationsOf(tables)
