import assert from 'node:assert/strict'
import { test } from 'node:test'
import { consoleAddress, messageAddress, messageLink } from './console-link.ts'

const place = { prefix: '/~k3f9' }

test('addresses of the console stay in the sandbox', () => {
  assert.equal(consoleAddress(place), '/~k3f9/console/')
  assert.equal(consoleAddress({ prefix: '' }, 'lessons/roles'), '/console/lessons/roles')
})

test('a message is found by the id of its exchange, whatever is in it', () => {
  assert.equal(messageAddress(place, '7f3a9c21'), '/~k3f9/console/flow?message=7f3a9c21')
  assert.equal(messageAddress(place, 'a&b'), '/~k3f9/console/flow?message=a%26b')
})

test('a link names its message for those who do not see where it stands', () => {
  const { source } = messageLink(messageAddress(place, '7f3a9c21'), 'UserInfo:')
  assert.match(source, /<span class="hidden">UserInfo: <\/span>in the flow<\/a>$/)
})
