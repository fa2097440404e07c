/** What reads recordings is loaded when somebody reads one: a lab starts without it. */
export { collect } from './collect.ts'
export { follow } from './follow.ts'
export { readFilter } from './read-filter.ts'
export { select } from './select.ts'
export { createShow, toHar } from './to-har.ts'
