import { equal, match } from 'node:assert/strict'
import { test as everywhere } from 'node:test'
import { delegation, nameTheUsers } from './lessons/delegation.ts'
import { requireIdle, startLesson } from './lessons/learner.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { useLab } from './support/use-lab.ts'

const used = useLab({ editHooks: true })
const usual = useLab()
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

everywhere(
  'the lesson delegation says why its hook cannot be written where nobody may edit hooks',
  async () => {
    const learner = await startLesson(usual.lab, 'delegation')
    await nameTheUsers(learner)
    const { text } = await learner.missing(4, /^Nobody may edit hooks in this lab/)
    match(text, /not in containers, by `\.\/lab up --edit-hooks`/)
    const answer = await learner.administer('PUT', 'authserver/admin/api/hooks', { text: '' })
    equal(answer.status, 403)
  },
)
