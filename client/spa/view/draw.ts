import type { Html } from '@oauth-lab/kit/pages/html.ts'

/** The elements of markup. All text in it was escaped when it was made (`kit/pages/html.ts`). */
export const draw = (markup: Html): DocumentFragment => {
  const template = document.createElement('template')
  template.innerHTML = markup.source
  return template.content
}

/** The one element of markup. Throws when there is none. */
export const drawOne = (markup: Html): HTMLElement => {
  const element = draw(markup).firstElementChild
  if (!(element instanceof HTMLElement)) throw new Error('Nothing was drawn')
  return element
}
