import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBuildProgress } from './build-progress.ts'

function stepsOf(...lines: string[]): string[] {
  const steps: string[] = []
  const progress = readBuildProgress((step) => steps.push(step))
  lines.forEach(progress.read)
  return steps
}

test('a command that runs is told once, by its last part', () => {
  assert.deepEqual(
    stepsOf(
      '#27 [client sources 4/5] RUN --mount=type=secret,id=ca --mount=type=cache,target=/root/.npm   if [ -s /run/secrets/ca ]; then export npm_config_cafile=/run/secrets/ca; fi;   npm ci --omit=dev --fetch-retries=1',
      '#27 2.531 npm warn something',
      '#27 66.1 added 120 packages',
      '#27 DONE 67.3s',
    ),
    ['sources: npm ci --omit=dev --fetch-retries=1'],
  )
})

test('what comes from the cache, takes no time or runs no command is not told', () => {
  assert.deepEqual(
    stepsOf(
      '#2 [webserver internal] load build definition from Dockerfile',
      '#2 transferring dockerfile: 1.30kB done',
      '#14 [control bundles 1/1] RUN node build/bundle.ts --out bundles --each control',
      '#14 CACHED',
      '#15 [control role 6/6] RUN install -d data',
      '#15 0.1 something',
      '#15 DONE 0.2s',
      'nothing of BuildKit',
    ),
    [],
  )
})
