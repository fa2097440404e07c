import { equal, match, rejects } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import type { TestContext } from 'node:test'
import { rolldown } from 'rolldown'
import { unresolvedImports } from './unresolved-imports.ts'

async function bundle(t: TestContext, source: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-bundle-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const input = join(folder, 'main.js')
  writeFileSync(input, source)
  const build = await rolldown({
    input,
    platform: 'node',
    plugins: [unresolvedImports],
    external: ['left-to-the-user'],
  })
  const { output } = await build.generate({ format: 'esm' })
  return output[0].code
}

test('a package that is not installed ends the build, also one that is loaded later', async (t) => {
  await rejects(bundle(t, "import x from 'not-installed'\nx()"), /not-installed/)
  await rejects(bundle(t, "export const load = () => import('not-installed')"), /not-installed/)
})

test('what is left to the user and what Node brings along is none', async (t) => {
  const code = await bundle(t, "export * from 'left-to-the-user'\nexport * from 'node:fs'")
  match(code, /left-to-the-user/)
  equal(code.includes('node:fs'), true)
})
