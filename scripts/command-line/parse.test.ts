import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UsageError } from './command.ts'
import { commands } from './commands.ts'
import { helpOf, helpOfAll } from './help.ts'
import { parseCommandLine } from './parse.ts'

const parse = (...args: string[]) => parseCommandLine(args, commands)

function inputOf(...args: string[]) {
  const wish = parse(...args)
  assert.equal(wish.kind, 'run')
  return wish.kind === 'run' ? wish.input : assert.fail()
}

function problemsOf(...args: string[]): string[] {
  try {
    parse(...args)
  } catch (error) {
    assert.ok(error instanceof UsageError)
    return error.problems
  }
  return assert.fail('the command line was accepted')
}

test('flags take their value after a space or an equals sign', () => {
  const spaced = inputOf('up', '--port', '0', '--memory')
  assert.deepEqual([spaced.values, [...spaced.switches]], [{ port: '0' }, ['memory']])
  assert.deepEqual(inputOf('up', '--port=0').values, { port: '0' })
})

test('an unknown flag is refused with the nearest match', () => {
  assert.deepEqual(problemsOf('up', '--memroy'), [
    'there is no flag --memroy; did you mean --memory?',
  ])
  assert.deepEqual(problemsOf('up', '-p', '1'), [
    'there is no flag -p',
    '"1" is one argument too many',
  ])
})

test('an unknown command is refused with the nearest match', () => {
  assert.deepEqual(problemsOf('stauts'), ['there is no command stauts; did you mean status?'])
  assert.deepEqual(problemsOf('hlep'), ['there is no command hlep; did you mean help?'])
  assert.deepEqual(problemsOf('--hepl'), ['there is no flag --hepl; did you mean --help?'])
  assert.deepEqual(problemsOf('xylophone'), ['there is no command xylophone'])
  assert.deepEqual(problemsOf('help', 'toekn'), ['there is no command toekn; did you mean token?'])
})

test('every problem of a command line is named at once', () => {
  assert.deepEqual(
    problemsOf('up', '--prot', '1', '--data', '--port', '--memory=yes', '--detach', '--detach'),
    [
      'there is no flag --prot; did you mean --port?',
      '--data needs a value: --data DIR',
      '--memory takes no value',
      '--detach is given twice',
      '"1" is one argument too many',
    ],
  )
})

test('a missing argument, and a wrong word, are named with what there is', () => {
  assert.deepEqual(problemsOf('totp'), ['something is missing: <user>'])
  assert.deepEqual(problemsOf('sandbox', 'lits'), [
    'there is no lits here, only create, list, delete; did you mean list?',
  ])
})

test('an argument like -1h is no flag', () => {
  assert.deepEqual(inputOf('clock', '-1h').positionals, ['-1h'])
})

test('help is given for the whole and for each command, also after other flags', () => {
  assert.deepEqual(parse(), { kind: 'help' })
  assert.deepEqual(parse('--help'), { kind: 'help' })
  for (const command of commands) {
    assert.deepEqual(parse(command.name, '--anything', '--help'), { kind: 'help', command })
    assert.deepEqual(parse('help', command.name), { kind: 'help', command })
    assert.match(helpOf(command), new RegExp(`^\\./lab ${command.name}`))
    assert.match(helpOfAll(commands), new RegExp(`^ {2}${command.name} +\\S`, 'm'))
  }
})
