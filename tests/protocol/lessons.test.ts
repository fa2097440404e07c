import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runningLabFile } from '../test-lab.ts'
import { attacks } from './lessons/attacks.ts'
import { clientCredentials } from './lessons/client-credentials.ts'
import { requireIdle, startLesson } from './lessons/learner.ts'
import { openidConnect } from './lessons/openid-connect.ts'
import { refresh } from './lessons/refresh.ts'
import { roles } from './lessons/roles.ts'
import { scopes } from './lessons/scopes.ts'
import { spa } from './lessons/spa.ts'
import { tokens } from './lessons/tokens.ts'
import type { Solution } from './lessons/solution.ts'
import { trust } from './lessons/trust.ts'
import { webPage } from './lessons/web-page.ts'
import { useLab } from './support/use-lab.ts'

const used = useLab()

const solutions: Record<string, Solution> = {
  roles,
  'client-credentials': clientCredentials,
  'web-page': webPage,
  spa,
  scopes,
  tokens,
  'openid-connect': openidConnect,
  refresh,
  trust,
  attacks,
}

/** In containers `./lab certs renew` does it, from outside. */
const renewed = 'whoever started this lab renews its certificate'

/** It needs a lab that was started for it: lessons-delegation.test.ts. */
const elsewhere = 'delegation'

test('every lesson has a solution', async () => {
  const { items } = await used.lab.control.lessons.list()
  deepEqual(
    items.map(({ name }) => name).filter((name) => name !== elsewhere),
    Object.keys(solutions),
  )
})

for (const [name, { solve, blunders }] of Object.entries(solutions)) {
  const options = name === 'trust' && runningLabFile() !== undefined ? { skip: renewed } : {}
  describe(`the lesson ${name}`, () => {
    test('says of every step what was not seen yet, while nobody does anything', async () => {
      const { check } = await startLesson(used.lab, name)
      requireIdle(await check())
    })

    test('is passed by its solution, also after its recording was cleared', options, async () => {
      const learner = await startLesson(used.lab, name)
      await solve(learner)
      await learner.control.recording.clear()
      const { state, steps, step } = await learner.check()
      equal(state, 'done')
      equal(step, steps.length + 1)
      for (const { lines, number } of steps) {
        equal(lines.filter(({ seen }) => !seen).length, 0, `step ${number}`)
      }
    })

    for (const { step, hears, act } of blunders) {
      test(`a wrong doing in step ${step} is named: ${hears.source.slice(0, 60)}`, async () => {
        const learner = await startLesson(used.lab, name)
        await act(learner)
        await learner.missing(step, hears)
      })
    }
  })
}
