import type { CheckRecord } from '../checks.ts'
import { clauses } from './clause.ts'
import { markup } from './html.ts'
import type { Content, Html } from './html.ts'
import { icon, roleClass, roleMark, roleNames, stateMark, tally } from './marks.ts'
import type { Role, State } from './marks.ts'
import { prose, proseOf } from './text.ts'

/** A check as a page shows it; a {@link CheckRecord} is one. */
export type ShownCheck = Omit<CheckRecord, 'id' | 'outcome'> & {
  id?: string
  /** `idle`: not reached; `unneeded`: does not apply here. */
  outcome: CheckRecord['outcome'] | 'idle' | 'unneeded'
}

const states: Record<ShownCheck['outcome'], State> = {
  passed: 'pass',
  failed: 'fail',
  waived: 'waive',
  idle: 'idle',
  unneeded: 'idle',
}
const words: Partial<Record<ShownCheck['outcome'], string>> = {
  failed: 'Failed.',
  waived: 'Waived.',
  idle: 'Not reached.',
  unneeded: 'Not needed.',
}
const order: State[] = ['fail', 'waive', 'pass', 'idle']

/** Checks, failed ones first: mark, sentence, what was found, clause. */
export function checks(list: readonly ShownCheck[]): Html {
  const items = list
    .map((check) => ({ ...check, state: states[check.outcome] }))
    .toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
    .map(({ state, outcome, id, says, detail, clause }) => {
      const word = words[outcome] && markup`<b class="word">${words[outcome]}</b> `
      const found = detail && markup`<p class="found">${prose(detail)}</p>`
      const name = id && markup`<code>${id}</code> · `
      return markup`<li class="${state}">${stateMark(state, words[outcome] === undefined)}<p>${word}${prose(says)}</p>${found}<p class="clause">${name}${clauses(clause)}</p></li>`
    })
  return markup`<ul class="checks">${items}</ul>`
}

/** The same, shorter: what did not hold stands open, the others are counted and listed on demand. */
export function foldedChecks(list: readonly ShownCheck[]): Html {
  const isOpen = ({ outcome }: ShownCheck) => outcome === 'failed' || outcome === 'waived'
  const open = list.filter(isOpen)
  const folded = list.filter((check) => !isOpen(check))
  if (folded.length < 2) return checks(list)
  const passed = folded.filter(({ outcome }) => outcome === 'passed').length
  const others = folded.length - passed
  const more = others > 0 && markup`<span class="note">${others} not needed</span>`
  const summary = markup`<summary>${tally('pass', `${passed} passed`)}${more}</summary>`
  return markup`${open.length > 0 && checks(open)}<details>${summary}${checks(folded)}</details>`
}

/** A row of a key-value list: wire name, value, and what it means in words. */
export interface KeyValue {
  name: Content
  value: Content
  mean?: Content
}

/** Names, values and meanings. */
export function keyValues(rows: readonly KeyValue[]): Html {
  const items = rows.map(({ name, value, mean }) => {
    const meaning = mean !== undefined && markup`<dd class="mean">${mean}</dd>`
    return markup`<div><dt>${name}</dt><dd>${value}</dd>${meaning}</div>`
  })
  return markup`<dl class="kv">${items}</dl>`
}

/** The rows that are read first, and the others on demand. @param more what they are, for the summary */
export function foldedKeyValues(
  first: readonly KeyValue[],
  others: readonly KeyValue[],
  more: string,
): Html {
  const folded =
    others.length > 0 && markup`<details><summary>${more}</summary>${keyValues(others)}</details>`
  return markup`${keyValues(first)}${folded}`
}

/** A button that copies the code block or the address beside it; hidden until `/assets/copy.js` runs. */
export function copyButton(what: string): Html {
  return markup`<button class="copy" type="button" hidden>${icon('copy')}<span class="word-copy">Copy</span><span class="hidden"> ${what}</span></button>`
}

/** A block of code with a header line and a copy button. */
export interface CodeBlock {
  header: Content
  /** What is copied, for those who can't see where the button stands. */
  what: string
  body: Content
  /** A second class, for example `raw`. */
  kind?: string
  /** What it is, where it is shown on demand only. */
  folded?: string | undefined
}

/** Code with a header line and a copy button. */
export function codeBlock({ header, what, body, kind, folded }: CodeBlock): Html {
  const pre = markup`<pre>${body}</pre>`
  const shown =
    folded === undefined ? pre : markup`<details><summary>${folded}</summary>${pre}</details>`
  return markup`<div class="code-block ${kind}"><header><span>${header}</span>${copyButton(what)}</header>${shown}</div>`
}

/** From whom to whom, over which channel. */
export interface Route {
  from: Role
  to: Role
  /** Through the browser, or direct. */
  channel: 'front' | 'back'
  kind: 'ask' | 'answer'
  /** Write the roles' names beside their shapes; a string replaces a name. */
  names?: boolean | { from?: string; to?: string }
  note?: Content
}

/** A route as shapes and an arrow. */
export function route({ from, to, channel, kind, names = false, note }: Route): Html {
  const own = typeof names === 'object' ? names : {}
  const end = (role: Role, name = roleNames[role]) =>
    names === false ? roleMark(role, 's', name) : markup`${roleMark(role, 's')}${name}`
  const says = `${kind === 'ask' ? 'asks' : 'answers'}, ${channel === 'front' ? 'through the browser' : 'back channel'}`
  const arrow = markup`<svg class="arrow ${roleClass(from)}" role="img" aria-label="${says}"><use href="#i-${channel}-${kind}"/></svg>`
  const after = note !== undefined && markup`<span>${note}</span>`
  return markup`<p class="route">${end(from, own.from)}${arrow}${end(to, own.to)}${after}</p>`
}

/** An alert: its state, a short heading, and what happened and what did not. */
export interface Alert {
  state: Exclude<State, 'idle'>
  heading: string
  text: Content
  /** It answers a form that was sent, and is announced. */
  answersForm?: boolean
}

/** A state in words: mark, heading, text. */
export function alert({ state, heading, text, answersForm = false }: Alert): Html {
  const announced = answersForm && markup` role="alert"`
  return markup`<div class="alert ${state}"${announced}>${stateMark(state)}<h2>${heading}</h2><p>${proseOf(text)}</p></div>`
}
