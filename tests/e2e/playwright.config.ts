import { resolve } from 'node:path'
import { defineConfig } from '@playwright/test'

const root = resolve(import.meta.dirname, '../..')
const inCI = Boolean(process.env['CI'])

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/e2e',
  fullyParallel: true,
  workers: 2,
  forbidOnly: inCI,
  timeout: 60_000,
  globalTimeout: 45 * 60_000,
  expect: { timeout: 10_000 },
  // `./lab test` reads the second one.
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ? [['list'], ['json']] : [['list']],
  // Node itself runs the lab's sources, as everywhere; translating them takes seconds.
  build: {
    external: [`${root}/{kit,explain,authserver,resserver,client,control,webserver,scripts}/**`],
  },
  use: {
    // The steps, without the page at each of them: that would cost every test a tenth of its time.
    // `--trace on` gives it; how the page was when a test failed is kept besides.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
  },
})
