import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { parseEnvFile } from './env-file.ts'

const read = (...lines: string[]) => parseEnvFile(lines.join('\n'), '.env', () => true)

test('values are those that Compose reads', () => {
  const { values, problems } = read(
    '\uFEFFFIRST=after a mark',
    'A=abc#def',
    'B=abc #def',
    'C="a\\tb\\n"',
    'D=`x`',
    'E: y',
    'F= " sp " # c',
    'export G=1\r',
    "H='a$b'",
    'J=a$$b',
    "K='it\\'s'",
    'M=',
    'N',
    'O=a\\nb',
    'P=a"b"c',
    '# a comment',
    'Q="two',
    'lines"',
    'R= # nothing',
  )
  deepEqual(problems, [])
  deepEqual(values, {
    FIRST: 'after a mark',
    A: 'abc#def',
    B: 'abc',
    C: 'a\tb\n',
    D: '`x`',
    E: 'y',
    F: ' sp ',
    G: '1',
    H: 'a$b',
    J: 'a$b',
    K: "it's",
    M: '',
    O: 'a\\nb',
    P: 'a"b"c',
    Q: 'two\nlines',
    R: '',
  })
})

test('a value that Compose would replace a part of is refused with its line and what to write', () => {
  const message = (name: string) =>
    `${name}: Compose replaces what follows a $; write the value in single quotes`
  deepEqual(read('', 'A=pa$word', 'B="${HOME}"', 'C=a$$b$').problems, [
    { path: '.env:2', message: message('A') },
    { path: '.env:3', message: message('B') },
    { path: '.env:4', message: message('C') },
  ])
})

test('of a variable that nobody reads a $ is left alone', () => {
  deepEqual(parseEnvFile('OTHER=$HOME', '.env', () => false).problems, [])
})

test('what is no assignment is refused with its line, and its value is not shown', () => {
  deepEqual(read('A=1', 'the password=secret', 'B="x" y', 'C="open', 'D=1').problems, [
    { path: '.env:2', message: 'is no NAME=value: the password' },
    { path: '.env:3', message: 'B: something stands beside the quotes' },
    { path: '.env:4', message: 'C: its quotes stay open' },
  ])
})

test('a file in another encoding is refused', () => {
  const utf16 = Buffer.from('\uFEFFA=1', 'utf16le').toString()
  deepEqual(parseEnvFile(utf16, '.env', () => true).problems, [
    { path: '.env', message: 'is not UTF-8; save it as UTF-8' },
  ])
})
