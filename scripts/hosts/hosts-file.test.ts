import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addEntry, addressesIn, removeEntry } from './hosts-file.ts'

const entry = { address: '127.0.0.1', name: 'webserver' }
const line = '127.0.0.1 webserver # OAuth Lab\n'
const kept = '127.0.0.1\tlocalhost\n# 127.0.0.1 webserver\n::1 localhost ip6-localhost\n'

test('a line is added once, and everything else stays', () => {
  const once = addEntry(kept, entry)
  assert.equal(once, kept + line)
  assert.equal(addEntry(once, entry), once)
})

test('a last line without an end gets one first, and Windows keeps its line ends', () => {
  assert.equal(addEntry('::1 localhost', entry), `::1 localhost\n${line}`)
  assert.equal(
    addEntry('::1 localhost\r\n', entry),
    '::1 localhost\r\n127.0.0.1 webserver # OAuth Lab\r\n',
  )
  assert.equal(addEntry('', entry), line)
})

test('a line of somebody else that says the same is enough, and is never taken away', () => {
  const own = '127.0.0.1 localhost WebServer # mine\n'
  assert.equal(addEntry(own, entry), own)
  assert.equal(removeEntry(own, 'webserver'), own)
})

test('a line of the lab for another address gives way', () => {
  assert.equal(addEntry(`127.0.0.9 webserver # OAuth Lab\n${kept}`, entry), kept + line)
})

test('removing takes the lab’s lines for that name away and no others', () => {
  const other = '127.0.0.1 other # OAuth Lab\n'
  assert.equal(removeEntry(kept + line + other, 'webserver'), kept + other)
  assert.equal(removeEntry(kept, 'webserver'), kept)
})

test('a name in a comment is no name', () => {
  assert.deepEqual(addressesIn(kept, 'webserver'), [])
  assert.deepEqual(addressesIn(kept, 'localhost'), ['127.0.0.1', '::1'])
})
