import { defineConfig } from 'vite'
import { codePlaces } from './flow/code/code-places-plugin.ts'
import { sprite } from './frame/sprite.ts'

const root = import.meta.dirname

export default defineConfig({
  root,
  base: '/console/', // every sandbox takes the same files from here
  logLevel: 'warn',
  publicDir: false,
  plugins: [sprite(), codePlaces()],
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'], // light-dark() and :has() stay as they are written
    assetsInlineLimit: 0, // no data: addresses, the content policy forbids them
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    emptyOutDir: true,
    rolldownOptions: {
      // React's packages mark what runs in browsers, which all of this does.
      onwarn(warning, warn) {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
})
