import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserOf } from './pages.ts'

const origin = 'https://localhost:8443'
const commands = (walk: ReturnType<typeof browserOf>) =>
  walk.flatMap(({ tasks }) => tasks.flatMap((task) => task.commands))

test('the pages of an authorization request and of a log-out are walked', () => {
  assert.deepEqual(
    browserOf(origin).map(({ match }) => match),
    [`${origin}/authserver/oauth2/authorize*`, `${origin}/authserver/oauth2/logout*`],
  )
  assert.ok(commands(browserOf(origin)).every((one) => !one.some((word) => picture(word))))
})

test('a page of refusal is looked at, and nothing is clicked on it', () => {
  const [authorize] = browserOf(origin, { on: 'answer', words: 'not registered' })
  assert.deepEqual(commands([authorize!]), [
    ['wait', 'xpath', '//*', 10, 'not registered', 'update-image-placeholder'],
  ])
})

test('a sign-in page whose picture is wanted is still signed in at', () => {
  const walked = commands(browserOf(origin, { on: 'sign-in', words: 'Sign in' }))
  assert.equal(walked.filter((one) => one.some((word) => picture(word))).length, 1)
  assert.ok(walked.some(([command, , target]) => command === 'click' && target === 'login-submit'))
})

function picture(word: string | number): boolean {
  return typeof word === 'string' && word.startsWith('update-image-placeholder')
}
