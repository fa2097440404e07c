import type { Html } from '@oauth-lab/kit/pages/html.ts'
import { draw } from './draw.ts'

/** What can stand inside an element; nothing is drawn for undefined, null and false. */
export type Child = Node | string | Html | undefined | null | false | Child[]

type Attributes = Record<string, string | number | boolean | undefined | ((event: Event) => void)>

const nodes = (children: Child[]): (Node | string)[] =>
  children.flatMap((child) => {
    if (Array.isArray(child)) return nodes(child)
    if (child === undefined || child === null || child === false) return []
    return typeof child === 'string' || child instanceof Node ? [child] : [draw(child)]
  })

/** Makes an HTML element. Text stays text, never markup; a function as attribute listens to the event of that name. */
export const h = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] => {
  const element = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(attribute, value)
    else if (value !== undefined && value !== false) {
      element.setAttribute(attribute, value === true ? '' : String(value))
    }
  }
  element.append(...nodes(children))
  return element
}
