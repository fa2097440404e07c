import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { authorizationRequest } from './support/code-flow.ts'
import { administer } from './support/administer.ts'
import { refusal } from './support/refusal.ts'
import { useLab } from './support/use-lab.ts'
import { startLesson } from './lessons/learner.ts'

const used = useLab()
const api = '/resserver/protected-resources/'

describe('a lesson', () => {
  test('that is not there is refused, with the nearest name; one that was not started says how', async () => {
    const { lessons } = used.lab.control
    const unknown = await refusal(lessons.read('role'))
    equal(unknown.status, 404)
    match(unknown.message, /did you mean roles\?/)
    const place = await used.sandbox()
    const idle = await refusal(place.control.lessons.check('roles'))
    equal(idle.status, 404)
    match(idle.message, /was not started here: POST lessons\/roles\/start/)
  })

  test('has its texts filled in for its own sandbox, and shows the code that ran', async () => {
    const { control, base } = await startLesson(used.lab, 'roles')
    const { steps, standing } = await control.lessons.read('roles')
    const [first] = steps
    ok(first!.todo.includes(`${base}${api}`))
    equal(first!.places[0]!.address, `${base}${api}`)
    deepEqual([standing.state, standing.step], ['under-way', 1])
    for (const { ran } of steps) {
      for (const { code, line, first: from } of ran) {
        ok(line >= from)
        notEqual(code, '')
      }
    }
  })

  test('says so when its step is done at the lab’s own address, and not when it is done here', async () => {
    const learner = await startLesson(used.lab, 'roles')
    const { browser, base, missing, done } = learner
    await browser.open(`${used.lab.origin}${api}`)
    const { text, exchange } = await missing(1, /^You worked at /)
    ok(text.includes(`You worked at \`${used.lab.origin}\`.`), text)
    ok(text.includes(`This lesson lives at \`${base}\`.`), text)
    equal(exchange, undefined)
    await browser.open(`${base}${api}`)
    await done(1)
  })

  test('says so when its step is done in the sandbox of another lesson', async () => {
    const [first, second] = [await used.sandbox(), await used.sandbox()]
    const other = await startLesson({ ...used.lab, control: first.control }, 'scopes')
    const lab = { ...used.lab, control: second.control }
    const { base, browser, missing } = await startLesson(lab, 'roles')
    notEqual(base, other.base)
    await browser.open(`${other.base}${api}`)
    const { text } = await missing(1, /^You worked at /)
    ok(text.includes(`\`${other.base}\``), text)
  })

  test('goes on while the sandbox of another lesson ends', async () => {
    const [first, second] = [await used.sandbox(), await used.sandbox()]
    const { check } = await startLesson({ ...used.lab, control: first.control }, 'roles')
    const other = await startLesson({ ...used.lab, control: second.control }, 'scopes')
    const whole = { ...used.lab, base: used.lab.origin }
    const id = other.base.split('/~')[1]!
    // One role has forgotten it already, as while it is deleted.
    const ended = await administer(whole, 'DELETE', `authserver/admin/api/sandboxes/${id}`)
    equal(ended.status, 204)
    const { state } = await check()
    equal(state, 'under-way')
  })

  test('asks a question whose answer makes no step done, and says where to read after a wrong one', async () => {
    const { control, check } = await startLesson(used.lab, 'roles')
    const { steps } = await control.lessons.read('roles')
    const { answers } = steps[3]!.question!
    const idOf = (text: RegExp) => answers.find((one) => text.test(one.text))!.id
    const wrong = await control.lessons.answer('roles', {
      step: 4,
      answer: idOf(/^The client, for it shows/),
    })
    equal(wrong.right, false)
    match(wrong.text, /^Not this one\. Read H: the client sent a code/)
    const right = await control.lessons.answer('roles', {
      step: 4,
      answer: idOf(/^The authorization server only/),
    })
    equal(right.right, true)
    match(right.text, /^Right\. /)
    const { steps: checked, step } = await check()
    equal(step, 1)
    deepEqual(
      checked[3]!.answered.map((one) => one.right),
      [false, true],
    )
    const none = await refusal(control.lessons.answer('roles', { step: 1, answer: 'a' }))
    equal(none.status, 404)
  })

  test('is not passed by looking, by minted tokens, nor by what the lab does for programs', async () => {
    const learner = await startLesson(used.lab, 'roles')
    const { browser, base, control, check, call } = learner
    await browser.open(`${base}/`)
    await browser.open(`${base}/client/application/`)
    const spa = await learner.client('spa')
    const { token } = await control.tokens.create({
      client: spa.client_id,
      user: 'developer',
      scope: 'my/scope',
    })
    equal((await call(api, token)).status, 200)
    const redirect_uri = `${base}/spa/callback.html`
    const { url } = authorizationRequest(learner, spa, { redirect_uri })
    await control.authorizations.create({ url, user: 'developer' })
    const { step, steps } = await check()
    equal(step, 1)
    ok(steps.every(({ lines }) => lines.every(({ seen }) => !seen)))
  })

  test('moves its frozen clock on where wrong passwords have locked a name', async () => {
    const { browser, base, control, check } = await startLesson(used.lab, 'roles')
    const before = Date.parse((await control.clock.get()).now)
    let page = await browser.open(`${base}/client/application/login`)
    for (let attempt = 0; attempt < 6; attempt += 1) {
      page = await browser.submit(page, { login: 'developer', password: 'wrong' })
    }
    const { notes } = await check()
    match(notes[0]!, /The clock is frozen, so the lesson moved it on by 5 minutes\./)
    const { now, mode } = await control.clock.get()
    equal(mode, 'frozen')
    equal(Date.parse(now) - before, 300_000)
    page = await browser.submit(page, { login: 'developer', password: 'test' })
    match(page.text, /value="allow"/)
  })

  test('starts over in its own sandbox, which is emptied, and its second one is another', async () => {
    const { control, base, call } = await startLesson(used.lab, 'trust')
    const secondOf = async () =>
      /`(https:[^`]+)\/authserver/.exec((await control.lessons.read('trust')).steps[0]!.todo)![1]!
    const before = await secondOf()
    await call(api)
    const started = await control.lessons.start('trust')
    equal(started.base, base)
    notEqual(await secondOf(), before)
    equal((await refusal(used.lab.control.in(before).clock.get())).status, 404)
    equal((await control.lessons.check('trust')).step, 1)
  })
})
