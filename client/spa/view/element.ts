/** What can stand inside an element; nothing is drawn for undefined, null and false. */
export type Child = Node | string | undefined | null | false | Child[]

type Attributes = Record<string, string | number | boolean | undefined | ((event: Event) => void)>

const fill = (element: Element, attributes: Attributes, children: Child[]): void => {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value))
    }
  }
  element.append(...flat(children))
}

const flat = (children: Child[]): (Node | string)[] =>
  children.flatMap((child) =>
    Array.isArray(child) ? flat(child) : child || child === '' ? [child] : [],
  )

/** Makes an HTML element. Text stays text, never markup; a function as attribute listens to the event of that name. */
export const h = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] => {
  const element = document.createElement(name)
  fill(element, attributes, children)
  return element
}

const svg = 'http://www.w3.org/2000/svg'

const drawing = (symbol: string, attributes: Attributes): SVGElement => {
  const element = document.createElementNS(svg, 'svg')
  const use = document.createElementNS(svg, 'use')
  use.setAttribute('href', `#i-${symbol}`)
  fill(element, attributes, [use])
  return element
}

/** The drawing of a control. */
export const icon = (symbol: string): SVGElement =>
  drawing(symbol, { class: 'icon', 'aria-hidden': 'true' })

/** The small shape of a role; its name stands beside it. */
export const shape = (role: 'authserver' | 'client-public' | 'resserver'): SVGElement =>
  drawing(role, {
    class: `role s ${role === 'client-public' ? 'client' : role}`,
    'aria-hidden': 'true',
  })

/** The arrow of a direct answer, from the role named before it to the one named after. */
export const answerArrow = (from: 'authserver' | 'resserver'): SVGElement =>
  drawing('back-answer', {
    class: `arrow ${from}`,
    role: 'img',
    'aria-label': 'answers, direct call, to',
  })

const stateNames = { pass: 'Passed', fail: 'Failed', waive: 'Waived', idle: 'Not needed' }

/** The mark of a state. With `alone` its word is spoken, otherwise a word stands beside it. */
export const mark = (state: keyof typeof stateNames, alone = false): SVGElement =>
  drawing(
    state,
    alone
      ? { class: 'state', role: 'img', 'aria-label': stateNames[state] }
      : { class: 'state', 'aria-hidden': 'true' },
  )

/** A sentence in which backticks mark code, and addresses may break. */
export const words = (sentence: string): Child[] =>
  sentence
    .split('`')
    .map((part, index) =>
      index % 2 === 1 ? h('code', {}, withAddresses(part)) : withAddresses(part),
    )

const withAddresses = (text: string): Child[] =>
  text.split(/(https?:\/\/\S+)/).map((part, index) => (index % 2 === 1 ? address(part) : part))

/** An address that may break after its slashes. */
export const address = (text: string): Child[] =>
  text.split(/(?<=\/)(?!\/)/).flatMap((part) => [part, h('wbr')])
