import { deepEqual, equal, ok } from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'

const projectPath = fileURLToPath(projectFolder)
const read = (path: string) => readFileSync(join(projectPath, path), 'utf8')
const manifest = JSON.parse(read('package.json')) as {
  dependencies: { node: string }
}
const foreign = new Set(['node_modules', 'dist', 'test-results'])
const find = (pattern: string) =>
  globSync(pattern, { cwd: projectPath, exclude: (path) => foreign.has(path.split('/').at(-1)!) })

/** What stands there is of a user's own project. */
const isForeign = (path: string) => /^(?:docs\/guides|tests\/foreign)\//.test(path)

test('every image of Node that is named for the lab has the version that runs it embedded', () => {
  const { node } = manifest.dependencies
  const named = find('**/{Dockerfile,*.ts,*.md,*.yml}').flatMap((path) =>
    [...read(path).matchAll(/\bnode:\d[\w.-]*/g)].map(([image]) => ({ path, image })),
  )
  ok(named.some(({ path }) => path.endsWith('Dockerfile')))
  deepEqual(
    named.filter(({ path, image }) => !isForeign(path) && image !== `node:${node}-slim`),
    [],
  )
  const packed = JSON.parse(read('package/package.json')) as typeof manifest
  equal(packed.dependencies.node, node)
})
