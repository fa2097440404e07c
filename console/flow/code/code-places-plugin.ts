import { join } from 'node:path'
import type { Plugin } from 'vite'
import { findPlaces } from './find-places.ts'

const name = 'virtual:code-places'

/** Vite plugin: the module `virtual:code-places` says where the code of checks and messages stands. */
export const codePlaces = (): Plugin => ({
  name: 'oauth-lab-code-places',
  resolveId: (id) => (id === name ? `\0${name}` : null),
  async load(id) {
    if (id !== `\0${name}`) return null
    const places = await findPlaces(join(import.meta.dirname, '../../..'))
    return `export default ${JSON.stringify(places)}`
  },
})
