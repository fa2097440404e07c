import { readFileSync } from 'node:fs'
import { projectFolder } from '../project-folder.ts'
import { Html } from './html.ts'

/** Makes, for a page's markup, the sprite of exactly the icons that the page uses. */
export type CreateSprite = (markup: string) => Html

/** Reads the drawings of `kit/design/icons.svg`. An icon that is not drawn there throws when a page uses it. */
export function readSprite(): CreateSprite {
  const source = readFileSync(new URL('kit/design/icons.svg', projectFolder), 'utf8')
  const symbols = new Map(
    [...source.matchAll(/<symbol id="(i-[a-z-]+)".*?<\/symbol>/gs)].map(([symbol, id]) => [
      id!,
      symbol,
    ]),
  )
  return (markup) => {
    const used = new Set([...markup.matchAll(/<use href="#(i-[a-z-]+)"/g)].map(([, id]) => id!))
    const drawn = [...used].map((id) => {
      const symbol = symbols.get(id)
      if (symbol === undefined) throw new Error(`There is no icon ${id} in kit/design/icons.svg.`)
      return symbol
    })
    return new Html(
      `<svg class="sprite" width="0" height="0" aria-hidden="true">${drawn.join('')}</svg>`,
    )
  }
}
