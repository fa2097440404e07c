import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from '../../package/free-port.ts'
import { buildImages } from './build-images.ts'
import type { DockerAnswer } from './docker.ts'
import { e2eSuite } from './e2e-suite.ts'
import type { BrowserAnswer } from './e2e-suite.ts'
import { nodeSuite } from './node-suite.ts'
import { addResults, describeResult, failedSuite, skippedSuite } from './suite-result.ts'
import type { SuiteResult } from './suite-result.ts'

/**
 * Builds the images and starts the lab in containers, runs the black-box suites against it, then the
 * tests that treat such labs badly, which start labs of their own. Without Docker it is skipped.
 */
export async function containersSuite(options: {
  root: string
  docker: DockerAnswer
  browser: BrowserAnswer
}): Promise<SuiteResult> {
  const { root, docker, browser } = options
  if (docker.state === 'failed') return failedSuite(`no Docker: ${docker.reason}`)
  if (docker.state === 'missing') return skippedSuite(docker.reason)
  await buildImages()
  const results = await withLab(async (env, restarted) => [
    await part('protocol', () => nodeSuite(root, ['tests/protocol/**/*.test.ts'], { env })),
    await part('postman', () => nodeSuite(root, ['tests/postman/**/*.test.ts'], { env })),
    await part('e2e', () => e2eSuite(root, browser, env)),
    await part('restarts', async () => noneRestarted(await restarted())),
  ])
  const own = ['tests/containers/**/*.test.ts']
  results.push(await part('lab', () => nodeSuite(root, own, { waits: true })))
  return addResults(results)
}

/** A service that ended under these tests, for want of memory for example, was begun again by Docker. */
function noneRestarted(restarted: readonly string[]): SuiteResult {
  for (const problem of restarted) process.stdout.write(`  FAIL ${problem}\n`)
  const failed = restarted.length
  return { passed: failed === 0 ? 1 : 0, failed, skipped: 0, failures: [...restarted] }
}

/** Starts the lab for the black-box suites: `env` tells them where it is, `restarted` what of it ended meanwhile. */
async function withLab<T>(
  use: (env: NodeJS.ProcessEnv, restarted: () => Promise<string[]>) => Promise<T>,
): Promise<T> {
  // Loaded here, since Testcontainers is not installed without the test dependencies.
  const { startComposeLab } = await import('../containers/support/compose-lab.ts')
  const folder = await mkdtemp(join(tmpdir(), 'oauth-lab-containers-'))
  const environment = { LAB_MTLS_PORT: String(await findFreePort()) }
  const lab = await startComposeLab({ environment })
  try {
    const file = join(folder, 'lab.json')
    lab.writeLabFile(file)
    process.stdout.write(`  the lab runs in containers at ${lab.origin}\n`)
    return await use({ LAB_TEST_LAB: file }, lab.restarted)
  } finally {
    await lab.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function part(name: string, run: () => Promise<SuiteResult>): Promise<SuiteResult> {
  process.stdout.write(`containers: ${name}\n`)
  const started = performance.now()
  const result = await run()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  process.stdout.write(`containers: ${name}: ${describeResult(result)} in ${seconds} s\n`)
  return result
}
