import { equal } from 'node:assert/strict'
import { delegation } from './lessons/delegation.ts'
import { requireIdle, startLesson } from './lessons/learner.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { useLab } from './support/use-lab.ts'

const used = useLab({ editHooks: true })
const { test } = embeddedOnly('hooks are edited in a lab that was started for it')

test('the lesson delegation says of every step what was not seen yet, while nobody does anything', async () => {
  const { check } = await startLesson(used.lab, 'delegation')
  requireIdle(await check())
})

test('the lesson delegation is passed by its solution', async () => {
  const learner = await startLesson(used.lab, 'delegation')
  await delegation.solve(learner)
  equal((await learner.check()).state, 'done')
})
