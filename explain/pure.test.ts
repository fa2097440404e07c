import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { rolldown } from 'rolldown'

const folder = import.meta.dirname
const imports =
  /^(?:import|export)\b[^'\n]* from '([^']+)'|^\} from '([^']+)'|\bimport\(?\s*'([^']+)'/gm
const allowed = /^(?:\.{1,2}\/|@noble\/hashes\/)/

test('explain imports its own files and the hashes, nothing of Node and no role', async () => {
  const foreign: string[] = []
  for await (const file of glob('**/*.ts', { cwd: folder, exclude: ['node_modules', 'testing'] })) {
    if (file.endsWith('.test.ts')) continue
    const source = await readFile(join(folder, file), 'utf8')
    for (const [, ...from] of source.matchAll(imports)) {
      const name = from.find(Boolean)!
      if (!allowed.test(name)) foreign.push(`${file}: ${name}`)
    }
    if (/(?<!-)\b(?:process|Buffer|document|window)\.\w|\b(?:fetch|require)\(/.test(source)) {
      foreign.push(`${file}: a name of Node or of a page`)
    }
  }
  assert.deepEqual(foreign, [])
})

test('explain can be bundled for a browser, and the bundle explains an exchange', async () => {
  const build = await rolldown({
    input: join(folder, 'explanation', 'explain-exchange.ts'),
    platform: 'browser',
    onLog(level, log) {
      throw new Error(`${level}: ${log.message}`)
    },
  })
  const { output } = await build.generate({ format: 'esm' })
  await build.close()
  assert.deepEqual(output[0].imports, [])
  const bundle = (await import(
    `data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`
  )) as typeof import('./explanation/explain-exchange.ts')
  const url = 'https://as.example/authorize?response_type=code&client_id=web'
  const { message } = bundle.explainExchange({ request: { method: 'GET', url } })
  assert.equal(message?.id, 'authorization request')
})
