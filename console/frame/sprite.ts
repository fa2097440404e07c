import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

/** Vite plugin: puts the drawings of `icons.svg` where the page says `<!--sprite-->`. */
export const sprite = (): Plugin => ({
  name: 'oauth-lab-sprite',
  transformIndexHtml: {
    order: 'pre',
    handler(html) {
      const file = readFileSync(new URL('../../kit/design/icons.svg', import.meta.url), 'utf8')
      const symbols = file.match(/<symbol .*?<\/symbol>/gs)!.join('')
      const svg = `<svg class="sprite" width="0" height="0" aria-hidden="true">${symbols}</svg>`
      return html.replace('<!--sprite-->', svg)
    },
  },
})
