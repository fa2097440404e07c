export { createLabParts } from './lab-parts.ts'
export { restore } from './restore.ts'
export { save } from './save.ts'
