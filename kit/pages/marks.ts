import { markup } from './html.ts'
import type { Html } from './html.ts'

/** Who speaks or is spoken to. A public client has the client's hue and a shape of its own. */
export type Role =
  | 'browser'
  | 'client'
  | 'client-public'
  | 'authserver'
  | 'resserver'
  | 'door'
  | 'lab'

/** The roles' names as pages write them. */
export const roleNames: Readonly<Record<Role, string>> = {
  browser: 'Browser',
  client: 'Client',
  'client-public': 'Client without a secret',
  authserver: 'Authorization server',
  resserver: 'Resource server',
  door: 'Web server',
  lab: 'OAuth Lab',
}

/** The class that sets a role's hue for what is inside. */
export function roleClass(role: Role): string {
  return role === 'client-public' ? 'client' : role
}

/** An icon of `icons.svg`, decorative. @param name without `i-` */
export function icon(name: string): Html {
  return markup`<svg class="icon" aria-hidden="true"><use href="#i-${name}"/></svg>`
}

/** A role's shape: `s` 14 px, `m` 24, `l` 36. Give a label where the name does not stand beside it. */
export function roleMark(role: Role, size: 's' | 'm' | 'l' = 'm', label?: string): Html {
  const sized = size === 'm' ? '' : ` ${size}`
  const name =
    label === undefined ? markup`aria-hidden="true"` : markup`role="img" aria-label="${label}"`
  return markup`<svg class="role${sized} ${roleClass(role)}" ${name}><use href="#i-${role}"/></svg>`
}

/** The mark of a state: tick, cross, wave, dash. */
export type State = 'pass' | 'fail' | 'waive' | 'idle'

const stateWords: Record<State, string> = {
  pass: 'Passed',
  fail: 'Failed',
  waive: 'Waived',
  idle: 'Not reached',
}

/** A state's mark; `labelled` where its word does not stand beside it. */
export function stateMark(state: State, labelled = false): Html {
  const name = labelled
    ? markup`role="img" aria-label="${stateWords[state]}"`
    : markup`aria-hidden="true"`
  return markup`<svg class="state" ${name}><use href="#i-${state}"/></svg>`
}

/** A state's mark with a number or a word, for rows and headers. */
export function tally(state: State, text: string): Html {
  return markup`<span class="tally ${state}">${stateMark(state)}${text}</span>`
}
