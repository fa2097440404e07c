import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

const icons = [
  'lab',
  'client-public',
  'authserver',
  'resserver',
  'pass',
  'fail',
  'waive',
  'idle',
  'back-answer',
  'copy',
  'refresh',
  'call',
  'leave',
]

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

/** The symbols of `icons.svg` that the pages use, as one hidden element. Throws when one is missing. */
const sprite = (): string => {
  const drawings = read('../../kit/design/icons.svg')
  const symbols = icons.map((name) => {
    const symbol = new RegExp(`<symbol id="i-${name}".*?</symbol>`, 's').exec(drawings)?.[0]
    if (!symbol) throw new Error(`icons.svg has no symbol i-${name}`)
    return symbol
  })
  return `<svg class="sprite" width="0" height="0" aria-hidden="true">${symbols.join('')}</svg>`
}

/** Vite plugin: puts the icons and the plate, the same on every page, where a page says `<!--frame-->`. */
export const frame = (): Plugin => ({
  name: 'oauth-lab-frame',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) => html.replace('<!--frame-->', () => sprite() + read('frame.html')),
  },
})
