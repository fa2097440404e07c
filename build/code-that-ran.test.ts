import { equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { rolldown } from 'rolldown'
import { codeThatRan } from './code-that-ran.ts'
import { course } from '@oauth-lab/control/lessons/course/course.ts'
import { readCode } from '@oauth-lab/control/lessons/read-code.ts'

test('a bundle shows the same lines of source as a checkout, without the source', async () => {
  const input = new URL('../control/lessons/read-code.ts', import.meta.url).pathname
  const build = await rolldown({ input, plugins: [codeThatRan], platform: 'node' })
  const { output } = await build.generate({ format: 'esm' })
  await build.close()
  const [{ code }] = output
  const bundled = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    readCode: typeof readCode
  }
  const [shown] = course.flatMap(({ steps }) => steps.flatMap(({ ran }) => ran))
  const told = bundled.readCode(shown!)
  match(told.code, new RegExp(RegExp.escape(shown!.at)))
  equal(JSON.stringify(told), JSON.stringify(readCode(shown!)))
})
