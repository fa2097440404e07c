import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createLog } from './log.ts'
import { forTerminal, ownSequence, showControls, withoutOwnSequences } from './terminal.ts'

const foreign = 'a\u001b[31mred\u009b2J\u007f\r\b\u202eabc\u2066 b'
const shown = 'a\\u001b[31mred\\u009b2J\\u007f\\u000d\\u0008\\u202eabc\\u2066 b'

test('control characters and changes of direction are shown as JSON writes them', () => {
  equal(showControls(foreign), shown)
  equal(JSON.parse(`"${showControls('\u009b\u202e')}"`), '\u009b\u202e')
})

test('letters of every language, emoji, line breaks and tabs stay', () => {
  const text = 'Ünï עברית 日本 💡👩‍💻\n\tx\\u001b'
  equal(showControls(text), text)
  equal(forTerminal(text), text)
})

test('a sequence of our own reaches the terminal, the same one in foreign text does not', () => {
  const text = `${ownSequence('[32m')}${foreign}${ownSequence('[39m')}`
  equal(forTerminal(text), `\u001b[32m${shown}\u001b[39m`)
  equal(withoutOwnSequences(text), foreign)
})

test('a line of the log holds no control character but its end, and says the same', () => {
  const lines: string[] = []
  createLog('authserver', { write: (line) => lines.push(line) }).info({ msg: foreign })
  // oxlint-disable-next-line no-control-regex
  equal(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(lines[0]!), false)
  equal((JSON.parse(lines[0]!) as { msg: string }).msg, foreign)
})
