import { defineConfig } from 'vite'
import { frame } from './frame.ts'

const root = import.meta.dirname

export default defineConfig({
  root,
  base: './', // the same build serves /spa/ and /~sandbox/spa/
  logLevel: 'warn',
  publicDir: false,
  plugins: [frame()],
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'], // light-dark() and :has() stay as they are written
    assetsInlineLimit: 0, // no data: addresses, the content policy forbids them
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    emptyOutDir: true,
    rolldownOptions: {
      input: ['index.html', 'callback.html', 'popup.html'].map((page) => `${root}/${page}`),
    },
  },
})
