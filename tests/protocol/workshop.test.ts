import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test as everywhere } from 'node:test'
import { noteSecret } from '../secrets.ts'
import { learnerAt } from './lessons/learner.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { refusal } from './support/refusal.ts'
import { useLab } from './support/use-lab.ts'

const { test } = embeddedOnly('it needs a lab whose passwords nobody knows')
const teacher = 'a-teachers-own-password'
const used = useLab({ passwords: { superuser: teacher } })

const signIn = (base: string, password: string) =>
  used.lab.trustedFetch(`${base}/control/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'superuser', password }),
  })

async function makePlaces(learners: number) {
  const { items } = await used.lab.control.workshop.create({ learners })
  for (const { password } of items) noteSecret(password, 'password')
  return items
}

describe('a lab whose password everybody knows', () => {
  const open = useLab()
  everywhere('makes no workshop: each learner could be the teacher', async () => {
    const { status, message } = await refusal(open.lab.control.workshop.create({ learners: 1 }))
    equal(status, 409)
    match(message, /everybody knows the password of superuser.*LAB_ADMIN_PASSWORD/)
    deepEqual(message.includes('SYS'), false)
  })
})

test('a workshop gives each learner a place and a sign-in that is good there alone', async () => {
  const [first, second] = (await makePlaces(2)) as [
    Awaited<ReturnType<typeof makePlaces>>[0],
    Awaited<ReturnType<typeof makePlaces>>[0],
  ]
  equal(first.link, `${first.base}/console/lessons`)
  const response = await signIn(first.base, first.password)
  equal(response.status, 201)
  const { access_token } = (await response.json()) as { access_token: string }
  noteSecret(access_token, 'token')
  const ask = async (base: string, path: string, method = 'GET') => {
    const answer = await used.lab.trustedFetch(`${base}/${path}`, {
      method,
      headers: { authorization: `Bearer ${access_token}` },
    })
    await answer.arrayBuffer()
    return answer.status
  }
  equal(await ask(first.base, 'control/api/lessons'), 200)
  // Neither what another learner does, nor what the teacher sees, nor another way in.
  for (const path of [
    'control/api/lessons',
    'control/api/recording',
    'authserver/admin/api/clients',
    'client/admin/api/sessions',
    'resserver/admin/api/configuration',
  ]) {
    equal(await ask(second.base, path), 401, path)
    equal(await ask(used.lab.origin, path), 401, path)
  }
  equal(await ask(first.base, 'control/api/workshop'), 403)
  equal(await ask(first.base, 'control/api/sandboxes'), 403)
  equal(await ask(first.base, `control/api/sandboxes/${second.sandbox}`, 'DELETE'), 403)
  equal(await ask(second.base, 'control/api/lessons/roles/start', 'POST'), 401)
  for (const [base, password] of [
    [second.base, first.password],
    [used.lab.origin, first.password],
    [second.base, 'SYS'],
  ] as const) {
    const refused = await signIn(base, password)
    equal(refused.status, 401, base)
    await refused.arrayBuffer()
  }
})

test('a learner’s lesson with a second sandbox lets the learner in there too, and nobody else', async () => {
  const [first] = await makePlaces(1)
  const { base, password } = first!
  const { headers } = await signIn(base, password)
  const [cookie] = headers.getSetCookie()
  const started = await used.lab.trustedFetch(`${base}/control/api/lessons/attacks/start`, {
    method: 'POST',
    headers: { cookie: cookie!.split(';', 1)[0]!, 'sec-fetch-site': 'same-origin' },
  })
  equal(started.status, 201)
  await started.arrayBuffer()
  const given = started.headers.getSetCookie()
  const beside = given.find((one) => one.includes('/control/api;'))!
  const second = used.lab.origin + /; Path=(\/~[^/]+)\//.exec(beside)![1]!
  ok(second !== base)
  const own = await used.lab.trustedFetch(`${second}/control/api/session`, {
    headers: { cookie: beside.split(';', 1)[0]! },
  })
  deepEqual(await own.json(), { username: 'superuser', wholeLab: false })
  equal((await signIn(second, password)).status, 401)
})

test('the lessons of a workshop name no password, for somebody chose them', async () => {
  const [first] = await makePlaces(1)
  const own = used.lab.control.in(first!.base)
  await own.lessons.start('web-page')
  const { steps } = await own.lessons.read('web-page')
  match(steps[0]!.todo, /`superuser`, the password that you were given/)
  ok(steps.every(({ todo }) => !todo.includes(teacher) && !todo.includes('SYS')))
})

test('a learner is not told what others do at other addresses', async () => {
  const [first, second] = await makePlaces(2)
  const own = used.lab.control.in(first!.base)
  const { issuer } = await own.lessons.start('roles')
  const learner = learnerAt(used.lab, first!.base, issuer, 'roles')
  for (const base of [used.lab.origin, second!.base]) {
    await learner.browser.open(`${base}/resserver/protected-resources/`)
  }
  equal((await learner.check()).steps[0]!.missing, undefined)
})

test('the teacher sees how far each learner is; a lesson begins in the learner’s place, also again', async () => {
  const [first] = await makePlaces(1)
  const { sandbox, base, password } = first!
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

test('the user superuser of a place has the learner’s password, after a lesson was started too, and no other', async () => {
  const [first, second] = await makePlaces(2)
  const { base, password } = first!
  const control = used.lab.control.in(base)
  const allowed = async (secret: string) => {
    const { issuer } = await control.lessons.start('delegation')
    const learner = learnerAt(used.lab, base, issuer, 'delegation')
    const page = await learner.browser.open(`${base}/client/application/login`)
    const answer = await learner.browser.submit(page, { login: 'superuser', password: secret })
    return !answer.text.includes('name="password"')
  }
  equal(await allowed(password), true)
  for (const wrong of [teacher, second!.password]) equal(await allowed(wrong), false)
  await control.reset()
  equal(await allowed(password), true)
})
