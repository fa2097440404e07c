import { isCheckout } from '../lab-file.ts'
import type { Flag } from './command.ts'

/** Flags of several commands. */

export const data = {
  value: 'DIR',
  description: `the folder of the lab, .lab ${isCheckout ? 'in the project' : 'in this folder'} unless told`,
} satisfies Flag

export const sandbox = {
  value: 'ID',
  description: 'in this sandbox instead of the default one',
} satisfies Flag
