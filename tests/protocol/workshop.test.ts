import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { noteSecret } from '../secrets.ts'
import { learnerAt } from './lessons/learner.ts'
import { useLab } from './support/use-lab.ts'

const used = useLab()

const signIn = (base: string, password: string) =>
  used.lab.trustedFetch(`${base}/control/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'superuser', password }),
  })

test('a workshop gives each learner a place and a sign-in that is good there alone', async () => {
  const { items } = await used.lab.control.workshop.create({ learners: 2 })
  const [first, second] = items as [(typeof items)[0], (typeof items)[0]]
  for (const { password } of items) noteSecret(password, 'password')
  equal(first.link, `${first.base}/console/lessons`)
  const response = await signIn(first.base, first.password)
  equal(response.status, 201)
  const { access_token } = (await response.json()) as { access_token: string }
  noteSecret(access_token, 'token')
  const ask = async (base: string, path: string) =>
    (
      await used.lab.trustedFetch(`${base}/control/api/${path}`, {
        headers: { authorization: `Bearer ${access_token}` },
      })
    ).status
  equal(await ask(first.base, 'lessons'), 200)
  equal(await ask(second.base, 'lessons'), 401)
  equal(await ask(first.base, 'workshop'), 403)
  equal((await signIn(second.base, first.password)).status, 401)
  equal((await signIn(used.lab.origin, first.password)).status, 401)
})

test('the teacher sees how far each learner is; a lesson begins in the learner’s place, also again', async () => {
  const { items } = await used.lab.control.workshop.create({ learners: 1 })
  const { sandbox, base, password } = items[0]!
  noteSecret(password, 'password')
  const own = used.lab.control.in(base)
  const started = await own.lessons.start('roles')
  equal(started.sandbox, sandbox)
  const learner = learnerAt(used.lab, base, started.issuer, 'roles')
  await learner.call('/resserver/protected-resources/')
  await learner.missing(1, /`sender` is `program`/)
  await learner.browser.open(`${base}/resserver/protected-resources/`)
  await learner.done(1)
  const rowOf = async () =>
    (await used.lab.control.workshop.list()).items.find((one) => one.sandbox === sandbox)!
  const [{ name, standing, tries }] = (await rowOf()).lessons as [
    Awaited<ReturnType<typeof rowOf>>['lessons'][0],
  ]
  deepEqual([name, standing.state, standing.step, tries], ['roles', 'under-way', 2, 0])
  match(standing.title!, /The sign on the door/)
  await own.lessons.start('client-credentials')
  deepEqual(
    (await rowOf()).lessons.map((one) => [one.name, one.standing.step]),
    [['client-credentials', 1]],
  )
  equal((await signIn(base, password)).status, 201)
  ok((await own.lessons.list()).items.some((one) => one.standing.sandbox === sandbox))
})
